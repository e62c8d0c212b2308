package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
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

    /**
     * In a JVM of its own, as it is meant to be: when it ends, Flink closes a class loader under
     * threads that are on their way out.
     */
    private Process start(Class<?> main, Map<String, String> environment, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(home.resolve(main.getSimpleName() + ".out").toFile())
                        .redirectError(home.resolve(main.getSimpleName() + ".err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Process startJobManager(String... arguments) throws Exception {
        return start(
                JobManagerMain.class, Map.of("SPILLWAY_HOME", home.toString()), List.of(arguments));
    }

    private Process startTaskManager(int rpcPort) throws Exception {
        return start(
                TaskManagerRunner.class,
                Map.of(),
                List.of(
                        "--configDir",
                        home.resolve("conf").toString(),
                        "-Djobmanager.rpc.address=localhost",
                        "-Djobmanager.rpc.port=" + rpcPort,
                        "-Dtaskmanager.host=localhost",
                        "-Dtaskmanager.bind-host=localhost",
                        "-Dprocess.working-dir=" + home.resolve("tm"),
                        "-Dtaskmanager.cpu.cores=1",
                        "-Dtaskmanager.memory.task.heap.size=64m",
                        "-Dtaskmanager.memory.task.off-heap.size=0",
                        "-Dtaskmanager.memory.network.min=8m",
                        "-Dtaskmanager.memory.network.max=8m",
                        "-Dtaskmanager.memory.managed.size=0",
                        "-Dtaskmanager.memory.framework.heap.size=64m",
                        "-Dtaskmanager.memory.framework.off-heap.size=64m",
                        "-Dtaskmanager.memory.jvm-metaspace.size=96m",
                        "-Dtaskmanager.memory.jvm-overhead.min=64m",
                        "-Dtaskmanager.memory.jvm-overhead.max=64m"));
    }

    private int exitCode(Process process) throws Exception {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends; " + outputs()).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String outputs() throws Exception {
        StringBuilder outputs = new StringBuilder();
        for (Class<?> main : List.of(JobManagerMain.class, TaskManagerRunner.class)) {
            for (String suffix : List.of(".out", ".err")) {
                Path file = home.resolve(main.getSimpleName() + suffix);
                if (Files.exists(file)) {
                    outputs.append(file).append(":\n").append(Files.readString(file));
                }
            }
        }
        return outputs.toString();
    }

    private String errors() throws Exception {
        return Files.readString(home.resolve("JobManagerMain.err"));
    }

    @Test
    void runsTheJobToItsEnd() throws Exception {
        int rpcPort = freePort();
        prepare(rpcPort);
        Process taskManager = startTaskManager(rpcPort);
        try {
            Process jobManager =
                    startJobManager("--job-class", Job.class.getName(), "--", "--numbers", "1000");
            assertThat(exitCode(jobManager)).isZero();
            assertThat(errors()).isEmpty();
        } finally {
            taskManager.destroyForcibly().waitFor();
        }
    }

    @Test
    void tellsThatTheJobFailed() throws Exception {
        prepare(freePort());
        Process jobManager = startJobManager("--job-class", Job.class.getName(), "unwanted");
        assertThat(exitCode(jobManager)).isEqualTo(1);
        assertThat(errors())
                .isEqualToIgnoringNewLines(
                        "spillway jobmanager: The job failed; the log says why.");
    }

    @Test
    void refusesToStartWhereNoCheckpointCanBeWritten() throws Exception {
        prepare(freePort());
        Path file = Files.writeString(home.resolve("file"), "somebody's");
        Process jobManager =
                startJobManager(
                        "--job-class",
                        Job.class.getName(),
                        "-Dexecution.checkpointing.dir=" + file.resolve("checkpoints").toUri());
        assertThat(exitCode(jobManager)).isEqualTo(1);
        assertThat(errors())
                .startsWith("spillway jobmanager: execution.checkpointing.dir: 'file:")
                .contains("can't write there", file.toString())
                .hasLineCount(1);
    }

    @Test
    void refusesToStartOnALeaseOfANewerSpillway() throws Exception {
        prepare(freePort());
        Path lease = home.resolve("ha/default/spillway/leader");
        Files.createDirectories(lease.getParent());
        String newer = "spillway-object 1 %s\n{\"formatVersion\":2}".formatted(new UUID(0, 1));
        Files.writeString(lease, newer);
        Process jobManager =
                startJobManager(
                        "--job-class",
                        Job.class.getName(),
                        "-Dhigh-availability.type=object-store",
                        "-Dhigh-availability.storageDir=" + home.resolve("ha").toUri());
        assertThat(exitCode(jobManager)).isEqualTo(1);
        assertThat(errors()).contains(lease.toString() + " is a lease of format 2").hasLineCount(1);
        assertThat(lease).hasContent(newer);
    }
}
