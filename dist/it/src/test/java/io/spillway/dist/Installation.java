package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.localcloud.cluster.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The tarball as a user unpacks it: {@code bin/}, {@code conf/} and {@code usrlib/} are copies of
 * the test's own, the rest is linked to. Ports are free ones. {@link #close} ends what the test has
 * started and fails when a process is left.
 */
public final class Installation implements AutoCloseable {
    /** Seconds where little else runs; a demo took 90 s to start where everything did. */
    static final Duration ENOUGH = Duration.ofMinutes(3);

    /** 10 s where nothing else runs; 210 s were seen where everything did. */
    private static final Duration PREPARATION = Duration.ofMinutes(5);

    private static final Path UNPACKED = Path.of(System.getProperty("spillway.home"));

    /** Where the tests of this JVM unpack to, one after the other; held until it ends. */
    private static final Path SHARED = claim();

    /** Whether there is an archive there. */
    private static boolean preparedBefore;

    /** A channel that nobody refers to is closed some time, and its lock is gone. */
    private static FileLock held;

    /** Has a blank, which must not matter. */
    private static final String NAME = "spill way";

    private final Path home;
    private final int restPort = freePort();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Started> started = new ArrayList<>();
    private Path temporary;

    private Installation(Path home) {
        this.home = home;
    }

    /** The first folder that no other JVM's tests have. */
    private static Path claim() {
        try {
            for (int number = 1; ; number++) {
                Path folder = UNPACKED.resolveSibling("installation-" + number);
                FileChannel lock =
                        FileChannel.open(
                                Files.createDirectories(folder).resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                held = lock.tryLock();
                if (held != null) {
                    return folder;
                }
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Unpacks in place of the last test's, with the connectors on the class path, and prepared: an
     * archive for class-data sharing fits the paths that it was made with, so what {@code spillway
     * prepare} takes 10 s for once serves all tests that start TaskManagers. Their JVMs compile as
     * for a short life.
     */
    public static Installation prepared() throws IOException {
        deleteAll(SHARED.resolve("unpacked"));
        Installation installation = in(SHARED.resolve("unpacked"));
        Path archives = Files.createDirectories(SHARED.resolve("cds"));
        Files.createSymbolicLink(installation.home.resolve("cds"), archives);
        installation.setEnvironment("SPILLWAY_CLASS_PATH", installation.connectors().toString());
        if (!preparedBefore) {
            Started prepare = installation.start("prepare");
            await().atMost(PREPARATION).until(() -> !prepare.process.isAlive());
            assertThat(prepare.exitCode()).as(prepare.output()).isZero();
            preparedBefore = true;
        }
        installation.configure("env.java.opts.all: -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return installation;
    }

    /** Unpacks to a place of its own, where nothing has been prepared. */
    static Installation in(Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve(NAME));
        for (String copied : List.of("bin", "conf", "usrlib")) {
            copy(UNPACKED.resolve(copied), home.resolve(copied));
        }
        for (String linked : List.of("lib", "plugins", "local-cloud", "examples")) {
            Files.createSymbolicLink(home.resolve(linked), UNPACKED.resolve(linked));
        }
        Installation installation = new Installation(home);
        installation.configure();
        return installation;
    }

    /** Where the tarball was unpacked to. */
    public Path home() {
        return home;
    }

    /** The jars that a prepared one has on its class path beside {@code lib/}. */
    Path connectors() {
        return home.resolve("examples/lib");
    }

    Path configDir() {
        return home.resolve("conf");
    }

    Path logs() {
        return home.resolve("log");
    }

    String jobManager() {
        return "http://localhost:" + restPort;
    }

    /** What the JobManager says of its TaskManagers. */
    Fleet fleet() {
        return new Fleet(this);
    }

    /** Sets a variable for all that is started from now on. */
    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /**
     * Has all that is started from now on put temporary files there; {@link #close} fails when one
     * is left.
     */
    void watchTemporaryFiles(Path folder) throws IOException {
        temporary = Files.createDirectories(folder);
        setEnvironment("TMPDIR", temporary.toString());
    }

    /** Adds a line to config.yaml. */
    void configure(String line) throws IOException {
        Path file = configDir().resolve("config.yaml");
        Files.writeString(file, Files.readString(file) + "\n" + line + "\n");
    }

    /** Runs {@code bin/spillway} to its end. */
    Ended run(String... arguments) {
        Started process = start(arguments);
        try {
            if (!process.process.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(process + " doesn't end: " + process.output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new Ended(
                process.process.exitValue(), read(process.standardOutput), read(process.errors));
    }

    /** Starts {@code bin/spillway}, in a directory that isn't its own. */
    Started start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/spillway").toString());
        command.addAll(List.of(arguments));
        try {
            Path outputs = Files.createDirectories(home.resolve("output"));
            Path standardOutput = outputs.resolve(started.size() + ".out");
            Path errors = outputs.resolve(started.size() + ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(outputs.toFile())
                            .redirectOutput(standardOutput.toFile())
                            .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Started process =
                    new Started(
                            String.join(" ", arguments), builder.start(), standardOutput, errors);
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What all that was started has printed, for messages of failed tests. */
    String outputs() {
        StringBuilder outputs = new StringBuilder();
        for (Started process : started) {
            outputs.append("--- ").append(process.name).append(", ");
            outputs.append(process.process.isAlive() ? "running" : "ended").append('\n');
            outputs.append(process.output()).append('\n');
        }
        return outputs.toString();
    }

    /** Command lines of all processes of this installation, whoever started them. */
    List<String> processes() {
        String marker = home.toString();
        return processTable().stream().filter(line -> line.contains(marker)).toList();
    }

    @Override
    public void close() {
        started.forEach(Started::kill);
        await().atMost(ENOUGH)
                .untilAsserted(() -> assertThat(processes()).as("processes left behind").isEmpty());
        if (temporary != null) {
            assertThat(temporary).as("temporary files left behind").isEmptyDirectory();
        }
    }

    private void configure() throws IOException {
        Path file = configDir().resolve("config.yaml");
        String text =
                Files.readString(file)
                        .replace("rest.port: 8081", "rest.port: " + restPort)
                        .replace("jobmanager.rpc.port: 6123", "jobmanager.rpc.port: " + freePort())
                        .replace(
                                "file:///tmp/spillway/checkpoints",
                                home.resolve("checkpoints").toUri().toString());
        Files.writeString(file, text);
        // Processes that are killed leave their temporary files: below the test's directory.
        environment.put("TMPDIR", Files.createDirectories(home.resolve("tmp")).toString());
    }

    private static int freePort() {
        try {
            return FreePorts.find(1).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links are deleted, not followed. */
    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static List<String> processTable() {
        try {
            Process ps = new ProcessBuilder("ps", "-axww", "-o", "pid=,stat=,args=").start();
            try (BufferedReader reader = ps.inputReader(StandardCharsets.UTF_8)) {
                return reader.lines().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that has ended. */
    record Ended(int exitCode, String output, String errors) {}

    /** A process that was started. */
    record Started(String name, Process process, Path standardOutput, Path errors) {
        /** Both outputs so far. */
        String output() {
            return read(standardOutput) + read(errors);
        }

        /** SIGTERM to this process alone. */
        void terminate() {
            process.destroy();
        }

        /** SIGKILL to this process alone. */
        void kill() {
            process.destroyForcibly();
        }

        /** SIGKILL to this process and to all that it has started, as when a machine dies. */
        void killWithChildren() {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }

        /** Waits for the end. */
        int exitCode() {
            try {
                if (!process.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(name + " doesn't end: " + output());
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
