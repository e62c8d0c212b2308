package io.spillway.doctor.cluster;

import io.spillway.jobmanager.CheckpointPreflight;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Once;
import io.spillway.spi.store.StoreException;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;

/**
 * Whether checkpoints can be written, read, listed and deleted from here, as the JobManager tries
 * it before it starts.
 *
 * @param fileSystems to be asked for before any file system is used
 * @param several whether the cluster's machines don't share a disk
 */
public record CheckpointsCheck(Configuration configuration, Once<Void> fileSystems, boolean several)
        implements Check {

    @Override
    public String name() {
        return "Checkpoints";
    }

    @Override
    public Finding run(Duration timeout) throws Exception {
        String key = CheckpointingOptions.CHECKPOINTS_DIRECTORY.key();
        String directory = configuration.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        if (directory == null) {
            return Finding.warning(
                    key + " isn't set: checkpoints stay in the JobManager's memory",
                    "set it to a folder that every machine reaches, such as s3://bucket/checkpoints");
        }
        fileSystems.call();
        try {
            CheckpointPreflight.check(configuration);
        } catch (StoreException e) {
            return Finding.failure(e.getMessage(), remedy(e));
        }
        String found = directory + ": written, read, listed and deleted";
        return several && (directory.startsWith("file:") || directory.startsWith("/"))
                ? Finding.warning(
                        found + "; on this machine's disk",
                        "unless it is a disk that all machines share, set %s to an object store, such as s3://bucket/checkpoints"
                                .formatted(key))
                : Finding.ok(found);
    }

    static String remedy(StoreException e) {
        return switch (e.reason()) {
            case DENIED ->
                    "let the machine's role or user read, write, list and delete there; docs/guide/s3.md has the policy";
            case NO_SUCH_STORE -> "correct the address, or add the plugin for it to plugins/";
            default -> "correct what the message names; then run this again";
        };
    }
}
