package io.spillway.demo.run;

import io.spillway.localcloud.cluster.ConfigurationDirectory;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code config.yaml} of the demo's JobManager and TaskManagers: everything on loopback, and
 * small, so that a JobManager and fifteen TaskManagers fit on a laptop.
 *
 * @param addresses where everything listens
 * @param checkpoints the directory of checkpoints, as an address
 * @param mode stock Flink gets the same but for our own keys
 * @param cloud what the cloud that the machines belong to adds
 */
record ClusterConfiguration(
        LoopbackAddresses addresses, String checkpoints, Mode mode, Map<String, String> cloud) {
    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (mode == Mode.STOCK) {
            settings.put("scheduler-mode", "reactive");
            settings.put("web.exception-history-size", 1000);
        } else {
            settings.put("spillway.cloud", "none");
            settings.put(
                    "spillway.termination.grace-period", Tuning.GRACE_PERIOD.toSeconds() + " s");
            settings.putAll(Tuning.signal());
        }

        // The fleet stops its machines one after another: those that go within 2 s cost one
        // restart.
        settings.put("spillway.drain.shutdown-coalesce-window", "2 s");

        settings.putAll(addresses.settings());
        settings.put("taskmanager.numberOfTaskSlots", Tuning.SLOTS);

        settings.put("jobmanager.memory.heap.size", "192m");
        settings.put("jobmanager.memory.off-heap.size", "64m");
        settings.put("jobmanager.memory.jvm-metaspace.size", "128m");
        settings.put("jobmanager.memory.jvm-overhead.min", "64m");
        settings.put("jobmanager.memory.jvm-overhead.max", "64m");
        settings.put("taskmanager.memory.framework.heap.size", "48m");
        settings.put("taskmanager.memory.task.heap.size", "48m");
        settings.put("taskmanager.memory.framework.off-heap.size", "48m");
        settings.put("taskmanager.memory.managed.size", "0");
        settings.put("taskmanager.memory.network.min", "8m");
        settings.put("taskmanager.memory.network.max", "8m");
        settings.put("taskmanager.memory.jvm-metaspace.size", "96m");
        settings.put("taskmanager.memory.jvm-overhead.min", "64m");
        settings.put("taskmanager.memory.jvm-overhead.max", "64m");
        // Quick to start rather than fast for ever: two cores boot a machine every few seconds.
        settings.put(
                "env.java.opts.jobmanager", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k");
        settings.put(
                "env.java.opts.taskmanager",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k"
                        + " -XX:ReservedCodeCacheSize=48m");

        // What a machine lost without a drain costs: at most this much is processed again. A
        // read_committed consumer sees output this late.
        settings.put("execution.checkpointing.interval", "5 s");
        settings.put("execution.checkpointing.dir", checkpoints);
        settings.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "DELETE_ON_CANCELLATION");
        settings.put("state.backend.type", "hashmap");

        // The demo draws a picture a second.
        settings.put("metrics.fetcher.update-interval", "1 s");
        settings.put("web.refresh-interval", "1 s");
        settings.put("web.submit.enable", false);
        settings.put("web.cancel.enable", false);
        settings.putAll(cloud);
        return settings;
    }

    /**
     * Writes the configuration directory.
     *
     * @param template where the log settings are copied from: the tarball's {@code conf/}
     */
    void write(Path directory, Path template) throws IOException {
        ConfigurationDirectory.write(directory, template, settings());
    }
}
