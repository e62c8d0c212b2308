package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.taskexecutor.TaskExecutorResourceUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole JobManager, from its command line to its exit code. */
class JobManagerMainIT {

    /** Ends by itself when it gets the arguments that it wants, and fails otherwise. */
    public static final class Job {
        public static void main(String[] args) throws Exception {
            if (!List.of(args).equals(List.of("--numbers", "1000"))) {
                throw new IllegalArgumentException("not what was passed: " + List.of(args));
            }
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.fromSequence(1, Long.parseLong(args[1])).sinkTo(new DiscardingSink<>());
            env.execute("numbers");
        }
    }

    @TempDir Path home;

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            return socket.getLocalPort();
        }
    }

    private void prepare(int rpcPort) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("usrlib"));
        Files.write(
                home.resolve("conf/config.yaml"),
                List.of(
                        "rest.port: 0",
                        "jobmanager.rpc.port: " + rpcPort,
                        "process.working-dir: " + home.resolve("work")));
        String file = Job.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(home.resolve("usrlib/job.jar")))) {
            jar.putNextEntry(new JarEntry(file));
            try (InputStream bytes = Job.class.getClassLoader().getResourceAsStream(file)) {
                bytes.transferTo(jar);
            }
        }
    }

    private CompletableFuture<Integer> run(ByteArrayOutputStream err, String... args) {
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        return CompletableFuture.supplyAsync(
                () ->
                        JobManagerMain.run(
                                args, Map.of("SPILLWAY_HOME", home.toString()), printed, printed));
    }

    private TaskManagerRunner startTaskManager(int rpcPort) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.ADDRESS, "localhost");
        configuration.set(JobManagerOptions.PORT, rpcPort);
        configuration.set(TaskManagerOptions.HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        configuration.setString("process.working-dir", home.resolve("tm").toString());
        TaskExecutorResourceUtils.adjustForLocalExecution(configuration);
        PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(configuration);
        TaskManagerRunner runner =
                new TaskManagerRunner(
                        configuration, plugins, TaskManagerRunner::createTaskExecutorService);
        runner.start();
        return runner;
    }

    @Test
    void runsTheJobToItsEnd() throws Exception {
        int rpcPort = freePort();
        prepare(rpcPort);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Integer> exitCode =
                run(err, "--job-class", Job.class.getName(), "--", "--numbers", "1000");
        TaskManagerRunner taskManager = startTaskManager(rpcPort);
        try {
            assertThat(exitCode.get(60, TimeUnit.SECONDS)).isZero();
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        } finally {
            taskManager.close();
        }
    }

    @Test
    void tellsThatTheJobFailed() throws Exception {
        prepare(freePort());
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Integer> exitCode =
                run(err, "--job-class", Job.class.getName(), "unwanted");
        assertThat(exitCode.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "spillway jobmanager: The job failed; the log says why.");
    }
}
