package io.spillway.demo.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.localcloud.cluster.FreePorts;
import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker in KRaft mode, in a process group of its own that dies with this JVM, however that
 * ends. Listens on free ports of the loopback interface and keeps everything in its directory.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration FORMAT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TOPIC_TIMEOUT = Duration.ofSeconds(30);

    /** Quick to start rather than fast for ever, and small. */
    private static final List<String> JVM =
            List.of("-Xmx256m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /**
     * Under transaction version 2, transactions that a restored sink of Flink commits once more
     * come back fenced, with a warning of data loss in the log (there is none).
     */
    private static final String FEATURE = "transaction.version=1";

    private static final String LOG_SETTINGS =
            """
            rootLogger.level = WARN
            rootLogger.appenderRef.file.ref = File
            appender.file.name = File
            appender.file.type = File
            appender.file.fileName = ${sys:kafka.log}
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c - %m%n
            """;

    private final BrokerSettings settings;
    private final LocalVm process;

    private KafkaBroker(BrokerSettings settings, LocalVm process) {
        this.settings = settings;
        this.process = process;
    }

    /**
     * Starts a broker and waits until it serves, a few seconds.
     *
     * @param jars the directory of Kafka's jars
     * @param directory for its data, settings and log; made when it is missing
     * @param launcher makes the processes
     * @throws IOException when it can't be started or isn't there after 90 s; the message has the
     *     last lines of what it said
     */
    public static KafkaBroker start(Path jars, Path directory, VmLauncher launcher)
            throws IOException, InterruptedException {
        if (!hasJars(jars)) {
            throw new IOException(
                    jars + ": Kafka's jars aren't there; use the unpacked tarball as it is");
        }
        Files.createDirectories(directory);
        List<Integer> ports = FreePorts.find(2);
        BrokerSettings settings =
                new BrokerSettings(ports.get(0), ports.get(1), directory.resolve("data"));
        Path properties = directory.resolve("server.properties");
        Files.writeString(properties, settings.toProperties());
        Files.writeString(directory.resolve("log4j2.properties"), LOG_SETTINGS);

        List<String> format =
                java(
                        jars,
                        directory,
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        properties.toString(),
                        "--feature",
                        FEATURE);
        LocalVm formatting = launch(launcher, "kafka-format", directory, format);
        try {
            int code = await(formatting, FORMAT_TIMEOUT);
            if (code != 0) {
                throw new IOException("Kafka's storage can't be made: " + lastWords(directory));
            }
        } finally {
            formatting.crash();
        }

        LocalVm broker =
                launch(
                        launcher,
                        "kafka",
                        directory,
                        java(jars, directory, "kafka.Kafka", properties.toString()));
        KafkaBroker started = new KafkaBroker(settings, broker);
        try {
            started.awaitReady(directory);
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            broker.crash();
            throw e;
        }
    }

    private static LocalVm launch(
            VmLauncher launcher, String name, Path directory, List<String> command)
            throws IOException {
        return launcher.launch(new VmSpec(name, directory, command, Map.of(), Duration.ZERO));
    }

    private static List<String> java(
            Path jars, Path directory, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
        command.add("-Dkafka.log=" + directory.resolve("kafka.log"));
        command.add("-cp");
        command.add(jars.resolve("*").toString());
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean hasJars(Path jars) throws IOException {
        if (!Files.isDirectory(jars)) {
            return false;
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("kafka_"));
        }
    }

    /** Where clients connect, {@code host:port}. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Whether the broker's process is there. */
    public boolean isAlive() {
        return !process.exited().toCompletableFuture().isDone();
    }

    /**
     * Makes a topic and waits until it has leaders.
     *
     * @param configuration the topic's settings beyond the broker's
     */
    public void createTopic(String name, int partitions, Map<String, String> configuration)
            throws IOException, InterruptedException {
        try (Admin admin = Admin.create(adminSettings())) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configuration);
            admin.createTopics(List.of(topic))
                    .all()
                    .get(TOPIC_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("topic " + name + " can't be made: " + reason(e), e);
        }
    }

    private void awaitReady(Path directory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        try (Admin admin = Admin.create(adminSettings())) {
            while (true) {
                try {
                    if (!admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty()) {
                        return;
                    }
                } catch (ExecutionException | TimeoutException e) {
                    // Not there yet; the client tries again by itself.
                    if (!isAlive()) {
                        throw new IOException("Kafka ended early: " + lastWords(directory), e);
                    }
                    if (System.nanoTime() - deadline > 0) {
                        throw new IOException(
                                "Kafka wasn't there after %d s: %s"
                                        .formatted(READY_TIMEOUT.toSeconds(), lastWords(directory)),
                                e);
                    }
                }
            }
        }
    }

    private Map<String, Object> adminSettings() {
        return Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "spillway-demo-admin",
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                50,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200);
    }

    private static int await(LocalVm process, Duration timeout)
            throws IOException, InterruptedException {
        try {
            return process.exited()
                    .toCompletableFuture()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            throw new IOException(process.id() + " did not end: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e.getCause() == null ? e.toString() : e.getCause().getMessage();
    }

    private static String lastWords(Path directory) {
        for (String file : List.of("kafka.log", "console.log")) {
            try {
                List<String> lines =
                        new String(Files.readAllBytes(directory.resolve(file)), UTF_8)
                                .lines()
                                .filter(line -> !line.isBlank())
                                .toList();
                if (!lines.isEmpty()) {
                    return lines.get(lines.size() - 1);
                }
            } catch (IOException e) {
                // The next file may be there.
            }
        }
        return "it said nothing";
    }

    /** Stops the broker: asked, then forced after 10 s. Blocks until no process of it is left. */
    @Override
    public void close() {
        process.stop();
        try {
            process.exited()
                    .toCompletableFuture()
                    .get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the broker at once. Its data is of no use after that. */
    public void kill() {
        process.crash();
        process.exited().toCompletableFuture().completeOnTimeout(-1, 5, TimeUnit.SECONDS).join();
    }
}
