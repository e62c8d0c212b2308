package io.spillway.agent.drain;

import io.spillway.agent.AgentThread;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.restapi.JobManagerClient;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done upon advice that the machine may go. All of it is noted. Where the machine is to be
 * drained once others have room for its work, the JobManager is asked until they have; then the
 * machine goes for certain, unless the advice is withdrawn. Confined to the agent's thread.
 */
public final class Advice {
    private static final Logger LOG = LoggerFactory.getLogger(Advice.class);

    /** What makes advice certain. */
    private static final String REPLACEMENT = "replacement in service";

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final TerminationWatch notices;
    private final Runnable onChange;
    private Optional<PendingNotice> noted = Optional.empty();
    private ReplacementWatch replacement;
    private boolean advisedOnceReplaced;

    /**
     * @param notices where advice comes from, and where a certain notice is raised once others have
     *     room
     * @param onChange runs on the agent's thread when there is other advice than before, or none
     *     any more
     */
    public Advice(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            TerminationWatch notices,
            Runnable onChange) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.notices = notices;
        this.onChange = onChange;
    }

    /**
     * Takes back the certain notice that followed from advice that has been withdrawn; the watch
     * tells of that before this returns. What the JobManager accepts after the withdrawal stands.
     */
    public void lowerWhatFollowed() {
        boolean before = advisedOnceReplaced;
        advisedOnceReplaced = notices.onceReplaced().isPresent();
        if (before && !advisedOnceReplaced) {
            notices.lower(REPLACEMENT);
        }
    }

    /** Notes what is advised now. */
    public void note() {
        Optional<PendingNotice> now = notices.advice();
        if (!now.equals(noted)) {
            noted = now;
            LOG.info(
                    "{}: {}.",
                    taskManager,
                    noted.map(a -> a.kind() + " advised by " + a.source() + ", noted")
                            .orElse("advice withdrawn"));
            onChange.run();
        }
    }

    /**
     * Begins to ask the JobManager for a drain once others have room, or ends it, as is advised.
     *
     * @param inService whether the TaskManager hosts work that could be taken off it
     */
    public void follow(boolean inService) {
        Optional<PendingNotice> wanted = inService ? notices.onceReplaced() : Optional.empty();
        if (wanted.isPresent() && replacement == null) {
            NoticeKind kind = wanted.get().kind();
            replacement =
                    new ReplacementWatch(
                            thread,
                            jobManager,
                            taskManager,
                            kind,
                            () ->
                                    notices.raise(
                                            REPLACEMENT,
                                            new TerminationNotice(kind, Optional.empty(), true)));
            replacement.start();
        } else if (wanted.isEmpty() && replacement != null) {
            replacement.stop();
            replacement = null;
        }
    }
}
