package io.spillway.bench.store.driver;

import io.spillway.bench.BenchException;
import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.worker.WorkerMain;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link WorkerMain}: the same JVM with the same flags for each implementation. */
final class WorkerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 300;
    private static final String ENDED = "ended";

    private final Implementation implementation;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);

    private WorkerProcess(Implementation implementation, Process process) {
        this.implementation = implementation;
        this.process = process;
        this.commands = process.outputWriter();
    }

    /**
     * Starts one.
     *
     * @param home the unpacked tarball
     * @param environment with the region and the credentials, beside this process's own
     * @param settings beside those by which it finds the server
     * @param temporary the only directory for temporary files that it is told of
     * @param log what it logs is added to it
     */
    static WorkerProcess start(
            Cloud cloud,
            Implementation implementation,
            Path home,
            Path plugin,
            URI endpoint,
            Map<String, String> environment,
            Map<String, String> settings,
            Path temporary,
            Path log)
            throws IOException {
        Files.createDirectories(temporary);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.io.tmpdir=" + temporary);
        // What Flink needs of the module system, and where the log goes.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--add-"))
                .forEach(command::add);
        command.add(
                "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2-cli.properties").toUri());
        command.add("-cp");
        command.add(classPath(home));
        command.add(WorkerMain.class.getName());
        command.add(cloud.text());
        command.add(implementation.text());
        command.add(plugin.toString());
        command.add(endpoint.toString());
        command.add(temporary.toString());
        settings.forEach((key, value) -> command.add(key + "=" + value));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // It would lead round the relay.
        builder.environment()
                .keySet()
                .removeIf(
                        each ->
                                each.startsWith("AWS_ENDPOINT_URL")
                                        || each.equals("STORAGE_EMULATOR_HOST"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        WorkerProcess worker = new WorkerProcess(implementation, process);
        Thread reader = new Thread(worker::read, "answers-" + implementation.text());
        reader.setDaemon(true);
        reader.start();
        return worker;
    }

    /** The tarball's lib/, as the TaskManagers have it, and the jar with the worker. */
    private static String classPath(Path home) {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        List<String> mine =
                Arrays.stream(all)
                        .filter(
                                each ->
                                        Path.of(each).startsWith(home.resolve("lib"))
                                                || each.contains("spillway-bench"))
                        .toList();
        return String.join(File.pathSeparator, mine);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // Then it has ended, too.
        }
        answers.add(ENDED);
    }

    /** Has it do something and waits for it; the answer without its first word. */
    String ask(String... words) throws BenchException, InterruptedException {
        String command = String.join("\t", words);
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new BenchException("the process of %s has ended".formatted(this), e);
        }
        String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new BenchException("no answer within %d s".formatted(PATIENCE_SECONDS));
        }
        if (answer.equals(ENDED)) {
            throw new BenchException("the process of %s has ended".formatted(this));
        }
        String[] parts = answer.split(" ", 2);
        if (!parts[0].equals("ok")) {
            throw new BenchException(parts.length > 1 ? parts[1] : answer);
        }
        return parts.length > 1 ? parts[1] : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return implementation.text();
    }
}
