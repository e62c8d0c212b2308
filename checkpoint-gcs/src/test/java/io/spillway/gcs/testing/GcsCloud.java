package io.spillway.gcs.testing;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.testing.TestingCloud;
import io.spillway.gcs.GcsFileSystemFactory;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettingsReader;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** {@link LocalStorage} as the contracts of all clouds want it. */
public final class GcsCloud implements TestingCloud {
    private static final String WRITE = "storage.objects.create";
    private static final String READ = "storage.objects.get";
    private static final String DELETE = "storage.objects.delete";

    private LocalStorage storage;

    @Override
    public void open() throws Exception {
        storage = LocalStorage.start();
    }

    /** The store itself. */
    public LocalStorage storage() {
        return storage;
    }

    @Override
    public StoreRelay relay() {
        return storage.relay();
    }

    @Override
    public Configuration configuration(String... keysAndValues) {
        return storage.configuration(keysAndValues);
    }

    @Override
    public FileSystem fileSystem(Configuration configuration) throws Exception {
        GcsFileSystemFactory factory = new GcsFileSystemFactory();
        factory.configure(configuration);
        return factory.create(URI.create("gs://" + LocalStorage.BUCKET));
    }

    @Override
    public Connection connection(Configuration configuration) throws Exception {
        return GcsConnection.shared(GcsSettingsReader.read(configuration));
    }

    @Override
    public Path directory() {
        return LocalStorage.directory();
    }

    @Override
    public List<String> otherSchemes() {
        return List.of();
    }

    @Override
    public String bucket() {
        return LocalStorage.BUCKET;
    }

    @Override
    public String keys() {
        return "gs.";
    }

    @Override
    public String endpointKey() {
        return "gs.storage.root.url";
    }

    @Override
    public boolean hasUnfinishedUploads(Path directory) throws Exception {
        return TestingCloud.answer(
                        "%s/storage/v1/b/%s/o?prefix=%s"
                                .formatted(
                                        storage.server(),
                                        LocalStorage.BUCKET,
                                        TestingCloud.key(directory)))
                .contains(".spillway-part\"");
    }

    @Override
    public boolean onlyIfAbsent(SeenRequest write) {
        return write.query().contains("ifGenerationMatch=0");
    }

    @Override
    public boolean onlyIfUnchanged(SeenRequest write) {
        return write.query().contains("ifGenerationMatch=") && !onlyIfAbsent(write);
    }

    @Override
    public Names names() {
        return new Names(
                "objects.insert",
                "objects.get?alt=media",
                "objects.get",
                "objects.list",
                "objects.delete",
                "batch",
                "objects.rewrite",
                Optional.empty(),
                "objects.insert",
                "objects.compose",
                "objects.list");
    }

    @Override
    public Map<String, String> permissions() {
        return Map.of(
                "objects.insert", WRITE,
                "objects.get?alt=media", READ,
                "objects.get", READ,
                "objects.list", "storage.objects.list",
                "objects.delete", DELETE,
                "batch", DELETE,
                "objects.rewrite", READ,
                "objects.compose", READ);
    }

    @Override
    public Map<String, Integer> largeFile(int parts) {
        return Map.of("objects.insert", parts, "objects.compose", 1);
    }

    @Override
    public int deletions(int objects) {
        return (objects + 99) / 100;
    }

    @Override
    public String slowDown() {
        return "backendError";
    }

    @Override
    public String denied() {
        return "forbidden";
    }

    @Override
    public void close() {
        storage.close();
    }
}
