package io.spillway.agent.taskmanager;

import io.spillway.ha.taskmanager.LeaderFile;
import io.spillway.ha.taskmanager.ObservedTaskManager;
import io.spillway.ha.taskmanager.RegisteredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * Flink's own TaskManager, tied to the agent by a lifeline: standard input is a pipe that the agent
 * holds open. When the agent is gone, however it went, the pipe ends and so does this JVM. That
 * needs nothing of the operating system that macOS hasn't got.
 */
public final class TaskManagerMain {

    /** What a shell says of a process that SIGKILL ended. */
    private static final int LIFELINE_CUT = 137;

    private TaskManagerMain() {}

    /** Takes the arguments of {@link TaskManagerRunner#main}. */
    public static void main(String[] arguments) throws Exception {
        Thread lifeline = new Thread(TaskManagerMain::awaitEnd, "spillway-lifeline");
        lifeline.setDaemon(true);
        lifeline.start();
        PreparedClasses.loadRpcSystem();
        RegisteredFile registered =
                new RegisteredFile(Path.of(System.getProperty(RegisteredFile.PROPERTY)));
        ObservedTaskManager.main(
                arguments,
                Optional.ofNullable(System.getProperty(LeaderFile.PROPERTY)).map(Path::of),
                () -> {
                    registered.make();
                    PreparedClasses.loadFirstJob();
                });
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end counts.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(LIFELINE_CUT);
    }
}
