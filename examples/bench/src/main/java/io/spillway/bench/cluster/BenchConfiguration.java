package io.spillway.bench.cluster;

import io.spillway.localcloud.cluster.LoopbackAddresses;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code config.yaml} of a cluster that is measured. Everything that isn't here has its
 * default: Flink's for stock, Spillway's for Spillway. docs/benchmark.md lists it.
 */
final class BenchConfiguration {
    private BenchConfiguration() {}

    static Map<String, Object> of(
            ClusterKind kind,
            LoopbackAddresses addresses,
            Path checkpoints,
            StateSize state,
            Map<String, String> more) {
        Map<String, Object> settings = new LinkedHashMap<>(addresses.settings());
        if (kind == ClusterKind.STOCK) {
            // Set by `spillway jobmanager` by itself.
            settings.put("scheduler-mode", "reactive");
        } else {
            settings.put("spillway.cloud", "none");
        }
        settings.put("taskmanager.numberOfTaskSlots", 1);

        // The whole cluster fits on a laptop.
        settings.put("jobmanager.memory.heap.size", "256m");
        settings.put("jobmanager.memory.off-heap.size", "64m");
        settings.put("jobmanager.memory.jvm-metaspace.size", "128m");
        settings.put("jobmanager.memory.jvm-overhead.min", "64m");
        settings.put("jobmanager.memory.jvm-overhead.max", "64m");
        settings.put("taskmanager.memory.framework.heap.size", "64m");
        settings.put("taskmanager.memory.task.heap.size", "64m");
        settings.put("taskmanager.memory.framework.off-heap.size", "64m");
        settings.put("taskmanager.memory.managed.size", state == StateSize.SMALL ? "0" : "128m");
        settings.put("taskmanager.memory.network.min", "16m");
        settings.put("taskmanager.memory.network.max", "16m");
        settings.put("taskmanager.memory.jvm-metaspace.size", "128m");
        settings.put("taskmanager.memory.jvm-overhead.min", "96m");
        settings.put("taskmanager.memory.jvm-overhead.max", "96m");
        // Quick to start rather than fast for ever: processes live for seconds here.
        String jvm = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k";
        settings.put("env.java.opts.jobmanager", jvm);
        settings.put("env.java.opts.taskmanager", jvm);

        settings.put("execution.checkpointing.interval", "10 s");
        settings.put("execution.checkpointing.dir", checkpoints.toUri());
        settings.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "DELETE_ON_CANCELLATION");
        if (state == StateSize.SMALL) {
            settings.put("state.backend.type", "hashmap");
        } else {
            settings.put("state.backend.type", "rocksdb");
            settings.put("execution.checkpointing.incremental", true);
            // Short: the names of RocksDB's logs have the whole path of its files in them.
            settings.put(
                    "state.backend.rocksdb.localdir",
                    checkpoints.resolveSibling("rocksdb").toString());
        }

        // For the onlooker alone: what REST answers isn't older than this, and complete.
        settings.put("web.refresh-interval", "200 ms");
        settings.put("web.exception-history-size", 1000);
        settings.putAll(more);
        return settings;
    }
}
