package io.spillway.demo.run;

import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.machine.LaunchTemplate;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import io.spillway.localcloud.stock.StockFlink;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What JobManager and machines run, in either mode.
 *
 * @param home the unpacked tarball
 * @param configuration the directory of config.yaml
 * @param work where the processes' own directories are
 */
record FleetProcesses(Mode mode, Path home, Path configuration, Path work) {
    private static final Duration REST_TIMEOUT = Duration.ofSeconds(5);

    /** What is done when a machine image is built. Blocks for some seconds, the first time. */
    void prepare(VmLauncher launcher, ProgressListener listener)
            throws IOException, InterruptedException {
        if (mode == Mode.STOCK) {
            return;
        }
        listener.phase("Preparing TaskManagers to start fast (10 s, the first time)");
        if (!Preparation.run(home, work.resolve("prepare"), launcher)) {
            listener.phase("That failed; they will start slowly");
        }
    }

    VmSpec jobManager(JobProgram program) throws IOException {
        Path directory = work.resolve("jobmanager");
        return mode == Mode.STOCK
                ? stock().jobManager(directory, program)
                : JobManagerProcess.spillway(home, configuration, directory, program);
    }

    VmTemplate machines() {
        return mode == Mode.STOCK
                ? stock()
                : new LaunchTemplate(
                        home,
                        configuration,
                        Map.of(),
                        Preparation.environment(home),
                        work.resolve("machines"));
    }

    /** With the job's connector on the class path, as in the other mode. */
    private StockFlink stock() {
        return new StockFlink(
                home,
                configuration,
                List.of(home.resolve("examples/lib")),
                work.resolve("machines"));
    }

    FleetSource source(URI rest, Clock clock) {
        if (mode == Mode.STOCK) {
            return new StockFleet(rest, clock);
        }
        HttpJobManagerClient client =
                new HttpJobManagerClient(
                        new JobManagerEndpoint(
                                rest, Optional.empty(), false, Map.of(), REST_TIMEOUT));
        return client::fleet;
    }
}
