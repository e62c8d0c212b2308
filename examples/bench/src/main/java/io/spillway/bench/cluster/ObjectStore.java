package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.localcloud.objectstore.MockS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** An S3 server in a process of its own, behind a relay that counts. */
final class ObjectStore implements Coordination {
    private final MockS3 s3;

    private ObjectStore(MockS3 s3) {
        this.s3 = s3;
    }

    /**
     * Starts one. Blocks until it serves, some seconds.
     *
     * @param jars the directory of its jars
     * @param files where it keeps objects
     */
    static ObjectStore start(Path jars, Path files) throws BenchException {
        try {
            return new ObjectStore(MockS3.start(jars, files));
        } catch (IOException e) {
            throw new BenchException("S3Mock can't be started from " + jars + ": " + e, e);
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = s3.settings();
        settings.put("high-availability.type", "object-store");
        settings.put("high-availability.storageDir", "s3://" + MockS3.BUCKET + "/ha");
        settings.put("high-availability.cluster-id", "bench");
        return settings;
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.of(s3.relay().requests().size());
    }

    @Override
    public void close() {
        s3.close();
    }
}
