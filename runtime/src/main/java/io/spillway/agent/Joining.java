package io.spillway.agent;

import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.restapi.JobManagerClient;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TaskManager's way into service: how long it may take, whether it is there, and what the cloud
 * is told of it. Begins anew with each process. Confined to the agent's thread, apart from what
 * {@link #countFrom} says.
 */
final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    /**
     * A launch hook waits up to an hour by default; who is in service by then must have said so.
     */
    private static final Duration LAUNCH_PATIENCE = Duration.ofHours(1);

    /** Hears, on the agent's thread, how a process fares; nothing after {@link #stop}. */
    interface Listener {
        /** The JobManager has it with all its slots. */
        void joined();

        /**
         * It hasn't joined in time.
         *
         * @param code the process's exit code for that
         * @param why one line for people
         */
        void late(int code, String why);
    }

    private final AgentThread thread;
    private final Duration within;
    private final Member member;
    private final InstanceLifecycle lifecycle;
    private final JobManagerClient jobManager;
    private final TaskManagerSupervisor taskManager;
    private final Listener listener;
    private long deadline;
    private boolean launched;
    private RegistrationWatch watch;
    private AgentThread.Timer timeout = () -> {};

    /**
     * @param within how long it may take
     */
    Joining(
            AgentThread thread,
            Duration within,
            Member member,
            InstanceLifecycle lifecycle,
            JobManagerClient jobManager,
            TaskManagerSupervisor taskManager,
            Listener listener) {
        this.thread = thread;
        this.within = within;
        this.member = member;
        this.lifecycle = lifecycle;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.listener = listener;
    }

    /**
     * Sets the deadline. May be called by another thread before the agent's own has anything to do.
     *
     * @param begun from when on the time to join counts, in nanoseconds of the agent's clock
     */
    void countFrom(long begun) {
        deadline = begun + within.toNanos();
    }

    /** When it has to be in service, in nanoseconds of the agent's clock. */
    OptionalLong deadline() {
        return OptionalLong.of(deadline);
    }

    /** Whether the machine's launch is completed: it was in service at some time. */
    boolean hasJoined() {
        return launched;
    }

    /** Lets the cloud get ready for {@link #completeLaunch}, unless that is over. */
    void prepare() {
        if (launched) {
            return;
        }
        thread.ask(
                () -> {
                    lifecycle.prepare();
                    return null;
                },
                (nothing, failure) -> {
                    if (failure != null) {
                        LOG.debug("Not prepared to join: {}", failure.getMessage());
                    }
                });
    }

    /** A process has been started: watches until it has joined. */
    void start() {
        watch =
                new RegistrationWatch(
                        thread,
                        jobManager,
                        member.taskManager(),
                        member.slots(),
                        taskManager::isRegistered,
                        this::registered);
        watch.start();
        timeout =
                thread.schedule(
                        Duration.ofNanos(Math.max(0, deadline - thread.nanos())), this::late);
    }

    /** Watches no more. */
    void stop() {
        timeout.cancel();
        if (watch != null) {
            watch.stop();
        }
    }

    private void registered() {
        stop();
        listener.joined();
    }

    private void late() {
        listener.late(
                watch.isUnreachable() ? ExitCode.UNREACHABLE : ExitCode.FAILED,
                "not joined within %s: %s".formatted(CurrentState.format(within), watch.problem()));
    }

    /**
     * The machine is in service: the cloud is told, if it wasn't before.
     *
     * @param wanted whether it still makes sense to say so
     */
    void completeLaunch(BooleanSupplier wanted) {
        if (!launched) {
            launched = true;
            new Word(thread, member.taskManager(), "joined", lifecycle::joined)
                    .say(LAUNCH_PATIENCE, wanted, () -> {});
        }
    }

    /** The machine was released, and stays: it is launched once more. */
    void launchAgain() {
        launched = false;
    }
}
