package io.spillway.demo.run;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import java.io.IOException;
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

/** The JobManager: {@code bin/spillway jobmanager} with the demo's job, as anyone starts it. */
final class JobManagerProcess implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final long LOOK_MS = 100;
    private static final long STOP_SECONDS = 5;

    private final LocalVm process;

    private JobManagerProcess(LocalVm process) {
        this.process = process;
    }

    /**
     * Starts it and waits until its REST API answers, a few seconds.
     *
     * @param jobArguments of the job in {@code examples/sine-wave.jar}
     * @throws DemoException when it ends early or doesn't answer
     */
    static JobManagerProcess start(
            Path home,
            Path configuration,
            Path directory,
            List<String> jobArguments,
            VmLauncher launcher,
            JobManagerClient client)
            throws IOException, InterruptedException, DemoException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/spillway").toString());
        command.add("jobmanager");
        command.add("--config-dir");
        command.add(configuration.toString());
        command.add("--job-jar");
        command.add(home.resolve("examples/sine-wave.jar").toString());
        command.add("--");
        command.addAll(jobArguments);
        Map<String, String> environment = new HashMap<>(Preparation.environment(home));
        environment.put("SPILLWAY_LOG_DIR", directory.resolve("log").toString());
        LocalVm process =
                launcher.launch(
                        new VmSpec("jobmanager", directory, command, environment, Duration.ZERO));
        JobManagerProcess started = new JobManagerProcess(process);
        started.awaitReady(client);
        return started;
    }

    private void awaitReady(JobManagerClient client) throws InterruptedException, DemoException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (true) {
            try {
                client.fleet();
                return;
            } catch (JobManagerException e) {
                if (e.kind() == JobManagerException.Kind.NOT_OURS
                        || System.nanoTime() - deadline > 0) {
                    throw new DemoException("the JobManager doesn't serve: " + e.getMessage(), e);
                }
            }
            if (exitsWithin(LOOK_MS, TimeUnit.MILLISECONDS)) {
                throw new DemoException("the JobManager ended early: " + lastWords());
            }
        }
    }

    boolean isAlive() {
        return !process.exited().toCompletableFuture().isDone();
    }

    /** The last line that it said on its console. */
    String lastWords() {
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
