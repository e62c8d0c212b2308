package io.spillway.agent.drain;

import io.spillway.agent.AgentThread;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the JobManager again and again to drain a TaskManager on the condition that others have room
 * for its work, until it does. Confined to the agent's thread.
 */
final class ReplacementWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacementWatch.class);

    /** How often it asks. There is no hurry: what it asks for is advice. */
    static final Duration PACE = Duration.ofSeconds(5);

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final NoticeKind reason;
    private final Runnable onAccepted;
    private String known = "";
    private boolean stopped;

    /**
     * @param onAccepted called once, on the agent's thread, when the JobManager has begun the drain
     */
    public ReplacementWatch(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            NoticeKind reason,
            Runnable onAccepted) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.reason = reason;
        this.onAccepted = onAccepted;
    }

    /** Begins to ask. Called once. */
    public void start() {
        ask();
    }

    /** Asks no more; what the JobManager accepts now is told all the same. */
    public void stop() {
        stopped = true;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        DrainRequest request =
                new DrainRequest(List.of(taskManager), reason.name(), null, null, true);
        thread.ask(
                () -> jobManager.drain(request),
                (views, failure) -> {
                    if (failure == null) {
                        onAccepted.run();
                        return;
                    }
                    String why = String.valueOf(failure.getMessage());
                    if (!why.equals(known)) {
                        known = why;
                        LOG.info("{}: {} advised, but {}", taskManager, reason, why);
                    }
                    // A JobManager that isn't ours never will.
                    boolean never =
                            failure instanceof JobManagerException e
                                    && (e.kind() == JobManagerException.Kind.NOT_OURS
                                            || e.kind() == JobManagerException.Kind.REFUSED);
                    if (!never) {
                        thread.schedule(PACE, this::ask);
                    }
                });
    }
}
