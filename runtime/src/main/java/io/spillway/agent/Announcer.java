package io.spillway.agent;

import io.spillway.agent.termination.PendingNotice;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.InstanceIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the JobManager what Flink doesn't know of the machine: when the TaskManager has joined,
 * when advice comes or goes, and now and then, since a JobManager that took over has forgotten it.
 * Confined to the agent's thread.
 */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final InstanceIdentity identity;
    private final Supplier<Optional<PendingNotice>> advice;
    private AgentThread.Timer next = () -> {};
    private boolean stopped = true;

    Announcer(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            InstanceIdentity identity,
            Supplier<Optional<PendingNotice>> advice) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.identity = identity;
        this.advice = advice;
    }

    void start() {
        stopped = false;
        announce();
    }

    void stop() {
        stopped = true;
        next.cancel();
    }

    /** Announces now; nothing before {@link #start} and after {@link #stop}. */
    void announce() {
        if (stopped) {
            return;
        }
        next.cancel();
        TaskManagerAnnouncement announcement =
                new TaskManagerAnnouncement(
                        identity.zone().orElse(null),
                        identity.type().orElse(null),
                        advice.get().map(this::view).orElse(null));
        thread.ask(
                () -> {
                    jobManager.announce(taskManager, announcement);
                    return null;
                },
                (nothing, failure) -> {
                    if (failure instanceof JobManagerException e && e.kind() == Kind.NOT_OURS) {
                        LOG.info(
                                "{} has no fleet API: a drain here will be a checkpoint and a stop.",
                                jobManager.url());
                        stop();
                    } else if (failure != null) {
                        LOG.debug("Not announced: {}", failure.getMessage());
                    }
                    if (!stopped) {
                        next.cancel();
                        next = thread.schedule(INTERVAL, this::announce);
                    }
                });
    }

    private FleetView.Notice view(PendingNotice notice) {
        return new FleetView.Notice(
                notice.kind(),
                notice.timeLeft(thread.nanos()).map(Duration::toMillis).orElse(null),
                notice.certain());
    }
}
