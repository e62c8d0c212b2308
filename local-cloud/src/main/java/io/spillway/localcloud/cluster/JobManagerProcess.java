package io.spillway.localcloud.cluster;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JobManager, ours or Flink's own, as a process group. */
public final class JobManagerProcess implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final int REQUEST_TIMEOUT_MS = 2_000;
    private static final long LOOK_MS = 100;
    private static final long STOP_SECONDS = 5;

    private final LocalVm process;

    private JobManagerProcess(LocalVm process) {
        this.process = process;
    }

    /** {@code bin/spillway jobmanager}, as anyone starts it. */
    public static VmSpec spillway(
            Path home, Path configuration, Path directory, JobProgram program) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/spillway").toString());
        command.add("jobmanager");
        command.add("--config-dir");
        command.add(configuration.toString());
        command.add("--job-jar");
        command.add(program.jar().toString());
        command.add("--");
        command.addAll(program.arguments());
        Map<String, String> environment = new HashMap<>(Preparation.environment(home));
        environment.put("SPILLWAY_LOG_DIR", directory.resolve("log").toString());
        return new VmSpec("jobmanager", directory, command, environment, Duration.ZERO);
    }

    /**
     * Starts it and waits until its REST API answers, a few seconds.
     *
     * @throws IOException when it can't be started, ends early or doesn't answer in 90 s; the
     *     message says what it said last. Nothing is left of it then
     */
    public static JobManagerProcess start(VmSpec spec, VmLauncher launcher, URI rest)
            throws IOException, InterruptedException {
        JobManagerProcess started = new JobManagerProcess(launcher.launch(spec));
        try {
            started.awaitReady(rest);
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.process.crash();
            throw e;
        }
    }

    private void awaitReady(URI rest) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (!answers(rest.resolve("/jobs/overview"))) {
            if (exitsWithin(LOOK_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the JobManager ended early: " + lastWords());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "the JobManager doesn't serve after %d s: %s"
                                .formatted(READY_TIMEOUT.toSeconds(), lastWords()));
            }
        }
    }

    private static boolean answers(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(REQUEST_TIMEOUT_MS);
            connection.setReadTimeout(REQUEST_TIMEOUT_MS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether its main process is there. */
    public boolean isAlive() {
        return !process.exited().toCompletableFuture().isDone();
    }

    /** The last line that it said on its console. */
    public String lastWords() {
        try {
            List<String> lines =
                    Files.readAllLines(process.directory().resolve("console.log")).stream()
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    private boolean exitsWithin(long time, TimeUnit unit) throws InterruptedException {
        try {
            process.exited().toCompletableFuture().get(time, unit);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Ends it at once, as a machine that is lost, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.crash();
        exitsWithin(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Stops it where it is, as a machine that is suspended. */
    public void freeze() {
        process.freeze();
    }

    /** Lets it go on. */
    public void thaw() {
        process.thaw();
    }

    /** Asks it to end, and makes it end after 5 s. */
    @Override
    public void close() {
        process.stop();
        try {
            if (!exitsWithin(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.crash();
            }
        } catch (InterruptedException e) {
            process.crash();
            Thread.currentThread().interrupt();
        }
    }
}
