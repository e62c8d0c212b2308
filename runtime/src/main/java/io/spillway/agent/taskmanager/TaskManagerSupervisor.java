package io.spillway.agent.taskmanager;

import io.spillway.agent.AgentThread;
import io.spillway.settings.AgentSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a TaskManager process running: restarts it with growing waits when it dies unasked, gives
 * up when it dies too often, stops it when told to. Confined to the agent's thread.
 */
public final class TaskManagerSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(TaskManagerSupervisor.class);

    /** Flink's own patience with a TaskManager that shuts down (JvmShutdownSafeguard). */
    static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /** Hears, on the agent's thread, how the process fares. */
    public interface Listener {
        /** A process was started: the first one, or the next after a death. */
        void started(long pid);

        /** The process died unasked; another one will be started after {@code restartIn}. */
        void died(String how, Duration restartIn);

        /** It died too often, or couldn't be started; no other one will be. */
        void gaveUp(String why);
    }

    private final AgentThread thread;
    private final TaskManagerLauncher launcher;
    private final AgentSettings.Restarts restarts;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private Listener listener;
    private TaskManagerProcess process;
    private boolean launching;
    private boolean stopping;
    private Runnable onStopped;
    private AgentThread.Timer restart = () -> {};

    public TaskManagerSupervisor(
            AgentThread thread, TaskManagerLauncher launcher, AgentSettings.Restarts restarts) {
        this.thread = thread;
        this.launcher = launcher;
        this.restarts = restarts;
    }

    /**
     * Starts the process and keeps it running. Called once, and again after a {@link #stop} that is
     * over.
     */
    public void start(Listener listener) {
        this.listener = listener;
        stopping = false;
        deaths.clear();
        launch();
    }

    /** Whether there is a process now, or soon. */
    public boolean isRunning() {
        return process != null || launching;
    }

    /** Whether the process has said that a JobManager has it. */
    public boolean isRegistered() {
        return process != null && process.isRegistered();
    }

    /**
     * Stops the process: SIGTERM, and SIGKILL where that takes longer than Flink's 5 s or than
     * {@code timeLeft}. It won't be restarted.
     *
     * @param onStopped runs, on the agent's thread, when it has ended
     */
    public void stop(Duration timeLeft, Runnable onStopped) {
        stopping = true;
        restart.cancel();
        this.onStopped = onStopped;
        if (process != null) {
            terminate(timeLeft);
        } else if (!launching) {
            thread.execute(onStopped);
        }
    }

    private void terminate(Duration timeLeft) {
        TaskManagerProcess stopped = process;
        Duration patience = timeLeft.compareTo(STOP_PATIENCE) < 0 ? timeLeft : STOP_PATIENCE;
        stopped.terminate();
        thread.schedule(
                patience,
                () -> {
                    if (process == stopped) {
                        LOG.warn(
                                "TaskManager process {} didn't end within {} ms of SIGTERM: SIGKILL.",
                                stopped.pid(),
                                patience.toMillis());
                        stopped.kill();
                    }
                });
    }

    private void launch() {
        if (stopping) {
            return;
        }
        launching = true;
        thread.ask(
                launcher::launch,
                (launched, failure) -> {
                    launching = false;
                    if (failure != null) {
                        if (stopping) {
                            onStopped.run();
                        } else {
                            listener.gaveUp(
                                    "the TaskManager process can't be started: "
                                            + failure.getMessage());
                        }
                        return;
                    }
                    process = launched;
                    launched.exit()
                            .whenComplete((code, e) -> thread.execute(() -> ended(launched, code)));
                    if (stopping) {
                        terminate(STOP_PATIENCE);
                    } else {
                        listener.started(launched.pid());
                    }
                });
    }

    private void ended(TaskManagerProcess ended, Integer code) {
        if (ended != process) {
            return;
        }
        process = null;
        if (stopping) {
            onStopped.run();
            return;
        }
        long now = thread.nanos();
        deaths.addLast(now);
        while (now - deaths.getFirst() > restarts.window().toNanos()) {
            deaths.removeFirst();
        }
        String how = "the TaskManager process ended with exit code " + code;
        if (deaths.size() >= restarts.maxDeaths()) {
            listener.gaveUp(
                    "%s, the %d. time within %d s"
                            .formatted(how, deaths.size(), restarts.window().toSeconds()));
            return;
        }
        Duration wait = restarts.backoff().multipliedBy(1L << Math.min(deaths.size() - 1, 20));
        listener.died(how, wait);
        restart = thread.schedule(wait, this::launch);
    }
}
