package io.spillway.ha.election;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.time.Waiting;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a leader goes that is asked to: it gives the lease back first, so that whoever stands by
 * needn't wait for it to run out; and what it has under way goes on until another leads, so that
 * TaskManagers don't lose the one before they can find the other.
 */
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    /** One that stands by leads, and has the job, well within it, if it may write at any time. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final ConditionalStore store;
    private final Leadership leadership;
    private final String component;
    private final Waiting time;

    /**
     * @param component the beginning of the name of what another has to lead before this one goes
     */
    public Handover(ConditionalStore store, Leadership leadership, String component, Waiting time) {
        this.store = store;
        this.leadership = leadership;
        this.component = component;
        this.time = time;
    }

    /**
     * Gives the lease back, if this process holds it, and waits for a while until another one
     * leads; then tells those who were granted leadership that it is over. Blocks for some seconds
     * at most.
     */
    public void run() {
        if (leadership.resign()) {
            awaitSuccessor();
            leadership.revoke();
        }
    }

    private void awaitSuccessor() {
        // The lease is written to be given back, to be taken, and to tell who has the job.
        Duration patience = PATIENCE.plus(store.writeInterval().multipliedBy(2));
        long deadline = time.nanoTime() + patience.toNanos();
        try {
            while (!Leadership.isLed(store, component) && time.nanoTime() - deadline < 0) {
                time.pause(LOOK);
            }
        } catch (StoreException e) {
            LOG.debug("Who leads next isn't known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
