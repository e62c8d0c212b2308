package io.spillway.spi.cloud;

import java.util.List;

/** The machine that the agent runs on, as its cloud knows it. */
public interface CloudInstance extends AutoCloseable {

    /** Who the machine is. Answers at once, always the same. */
    InstanceIdentity identity();

    /**
     * Where the machine learns that it will be taken away: one entry for each kind of notice that
     * can fail on its own. The same objects each time; may be empty.
     */
    List<TerminationNotices> notices();

    /** How the machine tells its group how it fares. */
    InstanceLifecycle lifecycle();

    /** Gives back threads and connections. Called once, at the agent's end; doesn't throw. */
    @Override
    void close();
}
