package io.spillway.s3.testing;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.testing.TestingCloud;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.localcloud.objectstore.StoreRelay;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** {@link MockS3} as the contracts of all clouds want it. */
public final class S3Cloud implements TestingCloud {
    private static final String WRITE = "s3:PutObject";
    private static final String READ = "s3:GetObject";

    private MockS3 s3;

    @Override
    public void open() throws Exception {
        s3 = MockS3.open();
    }

    @Override
    public StoreRelay relay() {
        return s3.relay();
    }

    @Override
    public Configuration configuration(String... keysAndValues) {
        return s3.configuration(keysAndValues);
    }

    @Override
    public FileSystem fileSystem(Configuration configuration) throws Exception {
        return MockFiles.fileSystem(configuration);
    }

    @Override
    public Connection connection(Configuration configuration) throws Exception {
        return S3Connection.shared(S3SettingsReader.read(configuration));
    }

    @Override
    public Path directory() {
        return MockS3.directory();
    }

    @Override
    public List<String> otherSchemes() {
        return List.of("s3a", "s3p");
    }

    @Override
    public String bucket() {
        return MockS3.BUCKET;
    }

    @Override
    public String keys() {
        return "s3.";
    }

    @Override
    public String endpointKey() {
        return "s3.endpoint";
    }

    @Override
    public boolean hasUnfinishedUploads(Path directory) throws Exception {
        return TestingCloud.answer(
                        "%s/%s?uploads&prefix=%s"
                                .formatted(s3.server(), MockS3.BUCKET, TestingCloud.key(directory)))
                .contains("<UploadId>");
    }

    @Override
    public boolean onlyIfAbsent(SeenRequest write) {
        return write.header("if-none-match").filter("*"::equals).isPresent();
    }

    @Override
    public boolean onlyIfUnchanged(SeenRequest write) {
        return write.header("if-match").isPresent();
    }

    @Override
    public Names names() {
        return new Names(
                "PutObject",
                "GetObject",
                "HeadObject",
                "ListObjectsV2",
                "DeleteObject",
                "DeleteObjects",
                "CopyObject",
                Optional.of("CreateMultipartUpload"),
                "UploadPart",
                "CompleteMultipartUpload",
                "AbortMultipartUpload");
    }

    @Override
    public Map<String, String> permissions() {
        return Map.ofEntries(
                Map.entry("PutObject", WRITE),
                Map.entry("GetObject", READ),
                Map.entry("HeadObject", READ),
                Map.entry("ListObjectsV2", "s3:ListBucket"),
                Map.entry("DeleteObject", "s3:DeleteObject"),
                Map.entry("DeleteObjects", "s3:DeleteObject"),
                Map.entry("CopyObject", READ),
                Map.entry("CreateMultipartUpload", WRITE),
                Map.entry("UploadPart", WRITE),
                Map.entry("CompleteMultipartUpload", WRITE),
                Map.entry("AbortMultipartUpload", "s3:AbortMultipartUpload"));
    }

    @Override
    public Map<String, Integer> largeFile(int parts) {
        return Map.of(
                "CreateMultipartUpload", 1, "UploadPart", parts, "CompleteMultipartUpload", 1);
    }

    @Override
    public int deletions(int objects) {
        return (objects + 999) / 1000;
    }

    @Override
    public String slowDown() {
        return "SlowDown";
    }

    @Override
    public String denied() {
        return "AccessDenied";
    }

    @Override
    public void close() {
        s3.close();
    }
}
