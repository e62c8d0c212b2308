import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the agent costs: milliseconds from process start to a registered TaskManager, with {@code
 * bin/spillway taskmanager} and with Flink's {@code TaskManagerRunner} bare, and the agent's resident
 * memory. Both start the TaskManager's JVM with the same flags, and register at the same stock
 * JobManager. Needs a JDK, an unpacked tarball, and nothing else:
 *
 * <pre>java dist/src/bench/AgentBenchmark.java dist/target/spillway-0.1.0-SNAPSHOT [ROUNDS]</pre>
 */
public final class AgentBenchmark {
    private static final String JOB_MANAGER =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String BARE = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String CHILD = "io.spillway.agent.taskmanager.TaskManagerMain";
    private static final int TIMEOUT_SECONDS = 60;

    private final Path home;
    private final Path work;
    private final String rest;
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private AgentBenchmark(Path home, Path work, int restPort) {
        this.home = home;
        this.work = work;
        this.rest = "http://localhost:" + restPort;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("Usage: AgentBenchmark.java UNPACKED-TARBALL [ROUNDS]");
            System.exit(2);
        }
        Path home = Path.of(arguments[0]).toAbsolutePath().normalize();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        Path work = Files.createTempDirectory("spillway-bench");
        int restPort = freePort();
        AgentBenchmark benchmark = new AgentBenchmark(home, work, restPort);
        benchmark.writeConfiguration(restPort, freePort());
        // Also on Ctrl-C: nothing that it started stays.
        Runtime.getRuntime().addShutdownHook(new Thread(benchmark::clean));
        benchmark.startJobManager();
        benchmark.run(rounds);
    }

    private void clean() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            System.err.println(work + " stays: " + e.getMessage());
        }
    }

    private void run(int rounds) throws Exception {
        while (!registered().contains("taskmanagers")) {
            Thread.sleep(50);
        }
        List<Long> bare = new ArrayList<>();
        List<Long> agent = new ArrayList<>();
        List<Long> resident = new ArrayList<>();
        List<String> child = null;
        // The first round warms the disk cache and tells the child's command line.
        for (int round = 0; round <= rounds; round++) {
            String id = "agent-" + round;
            long begun = System.nanoTime();
            Process process = start(List.of(home + "/bin/spillway", "taskmanager", "-Dspillway.instance.id=" + id), id);
            long took = awaitRegistered(id, begun);
            // In service, announced, idle.
            Thread.sleep(3000);
            long rss = residentKilobytes(process.pid());
            if (child == null) {
                child = commandOf(process);
            }
            process.destroy();
            process.waitFor();
            if (round > 0) {
                agent.add(took);
                resident.add(rss);
                String bareId = "bare-" + round;
                Path temporary = Files.createDirectories(work.resolve(bareId));
                List<String> command = child.stream().map(w -> w.equals(CHILD) ? BARE : w.replaceAll("=/.*spillway-agent-0", "=" + temporary).replace("agent-0", bareId)).collect(Collectors.toList());
                begun = System.nanoTime();
                Process runner = start(command, bareId);
                bare.add(awaitRegistered(bareId, begun));
                runner.destroy();
                runner.waitFor();
                System.out.printf("round %d: bare %d ms, agent %d ms, agent's RSS %.1f MB%n", round, bare.get(round - 1), took, rss / 1024.0);
            }
        }
        System.out.printf(
                "medians of %d: bare %d ms, agent %d ms, added %d ms; agent's RSS %.1f MB%n",
                rounds, median(bare), median(agent), median(agent) - median(bare), median(resident) / 1024.0);
    }

    private void writeConfiguration(int restPort, int rpcPort) throws IOException {
        Path conf = Files.createDirectories(work.resolve("conf"));
        try (Stream<Path> logging = Files.list(home.resolve("conf"))) {
            for (Path file : logging.filter(f -> f.toString().endsWith(".properties")).toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
        Files.writeString(
                conf.resolve("config.yaml"),
                String.join(
                        "\n",
                        "jobmanager.rpc.address: localhost",
                        "jobmanager.rpc.port: " + rpcPort,
                        "jobmanager.bind-host: localhost",
                        "jobmanager.memory.process.size: 1024m",
                        "rest.address: localhost",
                        "rest.bind-address: localhost",
                        "rest.port: " + restPort,
                        "taskmanager.memory.process.size: 1024m",
                        "taskmanager.numberOfTaskSlots: 1",
                        "spillway.cloud: none",
                        ""));
    }

    private void startJobManager() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                home + "/lib/*",
                                JOB_MANAGER,
                                "--configDir",
                                work.resolve("conf").toString()));
        start(command, "jobmanager");
    }

    private Process start(List<String> command, String name) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve(name + ".out").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("SPILLWAY_CONF_DIR", work.resolve("conf").toString());
        environment.put("SPILLWAY_LOG_DIR", work.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private long awaitRegistered(String id, long begun) throws Exception {
        while (!registered().contains("\"id\":\"" + id + "\"")) {
            if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
                System.err.println(Files.readString(work.resolve(id + ".out")));
                throw new IllegalStateException(id + " didn't register within " + TIMEOUT_SECONDS + " s");
            }
            Thread.sleep(10);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private String registered() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(rest + "/taskmanagers")).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        }
    }

    /** No word of it holds a blank; ProcessHandle gives up on command lines of this length. */
    private static List<String> commandOf(Process agent) throws Exception {
        long child = agent.children().findFirst().orElseThrow().pid();
        return List.of(ps("args=", child).split(" +"));
    }

    private static String ps(String column, long pid) throws Exception {
        Process ps = new ProcessBuilder("ps", "-ww", "-o", column, "-p", Long.toString(pid)).start();
        return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static long residentKilobytes(long pid) throws Exception {
        return Long.parseLong(ps("rss=", pid));
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
