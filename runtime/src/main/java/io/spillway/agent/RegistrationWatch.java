package io.spillway.agent;

import io.spillway.restapi.JobManagerClient;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches until the TaskManager is registered at the JobManager with all its slots: the JobManager
 * is asked when the TaskManager says that it is, and now and then. Confined to the agent's thread.
 */
final class RegistrationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationWatch.class);

    /** How often the TaskManager's own word is looked for, which costs next to nothing. */
    static final Duration LISTEN = Duration.ofMillis(25);

    /** Between questions to the JobManager when the TaskManager says that it is there. */
    static final Duration PACE = Duration.ofMillis(100);

    /** While it doesn't say so; and after ten questions: the fleet may be large and in trouble. */
    static final Duration SLOW_PACE = Duration.ofSeconds(1);

    private static final int QUESTIONS = 10;

    /** From one line about an unreachable JobManager to the next. */
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final int slots;
    private final BooleanSupplier isRegistered;
    private final Runnable onRegistered;
    private boolean stopped;
    private int questions;
    private long asked;
    private String problem;
    private long problemLogged;

    /**
     * @param slots how many must be registered
     * @param isRegistered whether the TaskManager itself says that a JobManager has it; doesn't
     *     block
     * @param onRegistered runs on the agent's thread, once
     */
    RegistrationWatch(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            int slots,
            BooleanSupplier isRegistered,
            Runnable onRegistered) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.slots = slots;
        this.isRegistered = isRegistered;
        this.onRegistered = onRegistered;
    }

    void start() {
        asked = thread.nanos();
        listen();
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

    private void listen() {
        if (stopped) {
            return;
        }
        boolean soon = questions < QUESTIONS && isRegistered.getAsBoolean();
        Duration pause = soon ? questions == 0 ? Duration.ZERO : PACE : SLOW_PACE;
        if (thread.since(asked).compareTo(pause) >= 0) {
            questions += soon ? 1 : 0;
            ask();
        } else {
            thread.schedule(LISTEN, this::listen);
        }
    }

    private void ask() {
        thread.ask(
                () -> jobManager.registeredSlots(taskManager),
                (registered, failure) -> {
                    if (stopped) {
                        return;
                    }
                    if (failure == null && registered.orElse(0) >= slots) {
                        stopped = true;
                        onRegistered.run();
                        return;
                    }
                    note(registered, failure);
                    asked = thread.nanos();
                    listen();
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
