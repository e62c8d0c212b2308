package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.gcp.storage.StorageProcess;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store's server in a process of its own, behind a relay that counts. */
final class ObjectStore implements Coordination {
    /** More than leases and manifests ever take. */
    private static final int HEAP_MIB = 128;

    /** Source: "Object updates" among Cloud Storage's quotas. */
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(1);

    private final Runnable end;
    private final StoreRelay relay;
    private final Map<String, String> settings;

    private ObjectStore(Runnable end, StoreRelay relay, Map<String, String> found, String bucket) {
        this.end = end;
        this.relay = relay;
        this.settings = new TreeMap<>(found);
        settings.put("high-availability.type", "object-store");
        settings.put("high-availability.storageDir", bucket + "/ha");
        settings.put("high-availability.cluster-id", "bench");
    }

    /**
     * Starts an S3 server. Blocks until it serves, some seconds.
     *
     * @param jars the directory of its jars
     * @param files where it keeps objects
     */
    static ObjectStore s3(Path jars, Path files) throws BenchException {
        try {
            MockS3 s3 = MockS3.start(jars, files);
            return new ObjectStore(s3::close, s3.relay(), s3.settings(), "s3://" + MockS3.BUCKET);
        } catch (IOException e) {
            throw new BenchException("S3Mock can't be started from " + jars + ": " + e, e);
        }
    }

    /**
     * Starts the local cloud's Cloud Storage, an object of which takes one write a second. Blocks
     * until it serves, a second or two.
     */
    static ObjectStore cloudStorage() throws BenchException {
        try {
            StorageProcess storage = StorageProcess.start(HEAP_MIB, WRITE_INTERVAL);
            return new ObjectStore(
                    storage::close,
                    storage.relay(),
                    storage.settings(),
                    "gs://" + LocalStorage.BUCKET);
        } catch (IOException e) {
            throw new BenchException("the local cloud's Cloud Storage can't be started: " + e, e);
        }
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.of(relay.requests().size());
    }

    @Override
    public void close() {
        end.run();
    }
}
