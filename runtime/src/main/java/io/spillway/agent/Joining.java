package io.spillway.agent;

import io.spillway.restapi.JobManagerClient;
import java.time.Duration;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches until the TaskManager is registered at the JobManager with all its slots. Confined to the
 * agent's thread.
 */
final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    /** A cold JVM takes longer than this to register: the first question would be in its way. */
    static final Duration FIRST = Duration.ofSeconds(1);

    /** At first; after ten questions, when the fleet may be large and in trouble, the slow one. */
    static final Duration PACE = Duration.ofMillis(250);

    static final Duration SLOW_PACE = Duration.ofSeconds(1);

    /** From one line about an unreachable JobManager to the next. */
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final int slots;
    private final Runnable onJoined;
    private boolean stopped;
    private int questions;
    private String problem;
    private long problemLogged;

    /**
     * @param slots how many must be registered
     * @param onJoined runs on the agent's thread, once
     */
    Joining(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            int slots,
            Runnable onJoined) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.slots = slots;
        this.onJoined = onJoined;
    }

    void start() {
        thread.schedule(FIRST, this::look);
    }

    void stop() {
        stopped = true;
    }

    /** Why it hasn't joined yet: one line for people that says what to check. */
    String problem() {
        return problem == null ? "nothing was heard of the JobManager yet" : problem;
    }

    /**
     * Whether the JobManager's REST API wasn't reached when it was last asked, or hasn't answered
     * at all.
     */
    boolean isUnreachable() {
        return problem == null || problem.startsWith(jobManager.url());
    }

    private void look() {
        if (stopped) {
            return;
        }
        thread.ask(
                () -> jobManager.registeredSlots(taskManager),
                (registered, failure) -> {
                    if (stopped) {
                        return;
                    }
                    if (failure == null && registered.orElse(0) >= slots) {
                        stopped = true;
                        onJoined.run();
                        return;
                    }
                    note(registered, failure);
                    thread.schedule(++questions < 10 ? PACE : SLOW_PACE, this::look);
                });
    }

    private void note(OptionalInt registered, Exception failure) {
        String before = problem;
        if (failure != null) {
            problem =
                    failure.getMessage()
                            + ": check that the JobManager runs, and rest.address and rest.port";
        } else if (registered.isEmpty()) {
            problem =
                    "the JobManager at %s doesn't know TaskManager %s yet: check jobmanager.rpc.address, jobmanager.rpc.port and the TaskManager's log"
                            .formatted(jobManager.url(), taskManager);
        } else {
            problem = "%d of %d slots are registered".formatted(registered.getAsInt(), slots);
        }
        if (failure != null
                && (!problem.equals(before)
                        || thread.since(problemLogged).compareTo(REMINDER) >= 0)) {
            problemLogged = thread.nanos();
            LOG.warn("Not joined yet: {}.", problem);
        }
    }
}
