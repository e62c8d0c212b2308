package io.spillway.agent.drain;

import io.spillway.agent.AgentThread;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.restapi.JobManagerClient;
import io.spillway.settings.AgentSettings;
import java.util.Optional;

/**
 * From a certain notice until the TaskManager may be stopped, or until the notice is withdrawn in
 * time: keeps a {@link Drain} up to the notice in force, and the cloud waiting while it makes
 * progress. Confined to the agent's thread.
 */
public final class Draining {

    /** Hears, on the agent's thread, how it ends: once, unless it is stopped before. */
    public interface Listener {
        /** The TaskManager may (or must) be stopped now. */
        void ended(DrainOutcome outcome);

        /** The notice was withdrawn, and the TaskManager may host work again. */
        void withdrawn();
    }

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final boolean hasJoined;
    private final AgentSettings settings;
    private final Runnable heartbeat;
    private final Listener listener;
    private Drain drain;
    private boolean over;

    /**
     * @param hasJoined whether the TaskManager was registered at some time: if not, it hosts
     *     nothing
     * @param heartbeat tells the cloud that the drain goes on; doesn't block
     */
    public Draining(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            boolean hasJoined,
            AgentSettings settings,
            Runnable heartbeat,
            Listener listener) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.hasJoined = hasJoined;
        this.settings = settings;
        this.heartbeat = heartbeat;
        this.listener = listener;
    }

    /** Begins. Called once. */
    public void start(PendingNotice notice) {
        beat();
        drain(notice);
    }

    /** There is another notice in force, or none any more. */
    public void update(Optional<PendingNotice> notice) {
        if (over) {
            return;
        }
        if (notice.isEmpty()) {
            cancel();
        } else if (drain != null) {
            drain.update(notice.get());
        } else {
            drain(notice.get());
        }
    }

    /** Whatever comes of it isn't wanted any more. */
    public void stop() {
        over = true;
    }

    private void beat() {
        thread.schedule(
                settings.heartbeatInterval(),
                () -> {
                    if (over) {
                        return;
                    }
                    if (drain != null && drain.makesProgress()) {
                        heartbeat.run();
                    }
                    beat();
                });
    }

    private void drain(PendingNotice notice) {
        drain =
                new Drain(
                        thread,
                        jobManager,
                        taskManager,
                        hasJoined,
                        settings.drainMargin(),
                        settings.drainPatience(),
                        this::end);
        drain.start(notice);
    }

    private void cancel() {
        if (drain == null) {
            return;
        }
        Drain cancelled = drain;
        drain = null;
        cancelled.cancel(
                staysInService -> {
                    if (over || drain != null) {
                        return;
                    }
                    if (staysInService) {
                        over = true;
                        listener.withdrawn();
                    } else {
                        end(new DrainOutcome(true, "notice withdrawn, but it was drained already"));
                    }
                });
    }

    private void end(DrainOutcome outcome) {
        if (!over) {
            over = true;
            listener.ended(outcome);
        }
    }
}
