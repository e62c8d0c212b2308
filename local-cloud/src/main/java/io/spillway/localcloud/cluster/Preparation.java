package io.spillway.localcloud.cluster;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when a machine image is built: {@code spillway prepare}. Takes seconds the first
 * time and nothing after that. Without it everything works, and TaskManagers take up work later.
 */
public final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private Preparation() {}

    /** What the JobManager and the TaskManagers have in their environment: the job's connector. */
    public static Map<String, String> environment(Path home) {
        return Map.of("SPILLWAY_CLASS_PATH", home.resolve("examples/lib").toString());
    }

    /**
     * Prepares the tarball's installation. Blocks until that is done, 2 min at most.
     *
     * @return whether it is prepared
     */
    public static boolean run(Path home, Path directory, VmLauncher launcher)
            throws IOException, InterruptedException {
        LocalVm process =
                launcher.launch(
                        new VmSpec(
                                "prepare",
                                directory,
                                List.of(home.resolve("bin/spillway").toString(), "prepare"),
                                environment(home),
                                Duration.ZERO));
        try {
            int code =
                    process.exited()
                            .toCompletableFuture()
                            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (code == 0) {
                return true;
            }
            LOG.warn("spillway prepare ended with {}", code);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("spillway prepare didn't end", e);
        } finally {
            process.crash();
        }
        return false;
    }
}
