package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.MotoS3;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.client.S3Objects;
import io.spillway.s3.client.S3Uploads;
import io.spillway.s3.settings.S3SettingsReader;
import io.spillway.s3.testing.MockFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The policy that the guide has is enough, and nothing in it is superfluous: against Moto, which
 * holds callers to their policies when it is asked to, where it is installed.
 */
class MotoPermissionsIT {
    private static final java.nio.file.Path GUIDE = java.nio.file.Path.of("../docs/guide/s3.md");
    private static final int LARGE = 9 * TestFiles.MIB;

    private static Optional<MotoS3> moto = Optional.empty();

    private final Path directory = MockS3.directory();
    private final Path file = new Path(directory, "file");

    @BeforeAll
    static void start() throws Exception {
        moto = MotoS3.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
    }

    @AfterAll
    static void stop() {
        moto.ifPresent(MotoS3::close);
    }

    /**
     * Everything but the deletion of many, which Moto holds against the bucket, and what lists a
     * directory, whose slash makes Moto find the signature wrong.
     */
    @Test
    void whatTheGuideAllowsIsEnough() throws Exception {
        Configuration caller = caller(policyOfTheGuide());
        FileSystem files = MockFiles.fileSystem(caller);
        TestFiles.write(files, file, new byte[1]);
        TestFiles.write(files, file, new byte[LARGE]);
        assertThat(TestFiles.read(files, file)).hasSize(LARGE);
        assertThat(files.getFileStatus(file).getLen()).isEqualTo(LARGE);
        copy(files);
        list(caller);
        delete(caller);
        giveUpAnUpload(caller);
    }

    @ParameterizedTest
    @CsvSource({
        "s3:PutObject, PutObject",
        "s3:GetObject, GetObject",
        "s3:DeleteObject, DeleteObject",
        "s3:ListBucket, ListObjectsV2",
        "s3:AbortMultipartUpload, AbortMultipartUpload"
    })
    void whatIsMissingIsNamed(String permission, String request) throws Exception {
        TestFiles.write(MockFiles.fileSystem(caller(policyOfTheGuide())), file, new byte[1]);
        Configuration caller =
                caller(policyOfTheGuide().replace("\"" + permission + "\"", "\"s3:GetBucketAcl\""));
        FileSystem files = MockFiles.fileSystem(caller);
        assertThatThrownBy(
                        () -> {
                            switch (request) {
                                case "PutObject" -> TestFiles.write(files, file, new byte[2]);
                                case "GetObject" -> TestFiles.read(files, file);
                                case "DeleteObject" -> delete(caller);
                                case "ListObjectsV2" -> list(caller);
                                default -> giveUpAnUpload(caller);
                            }
                        })
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(request)
                .hasMessageContaining("it takes " + permission)
                .hasMessageContaining("bucket " + MockS3.BUCKET);
    }

    private void copy(FileSystem files) throws IOException {
        Path copy = new Path(directory, "copy");
        ((PathsCopyingFileSystem) files)
                .copyFiles(
                        List.of(PathsCopyingFileSystem.CopyRequest.of(file, copy, LARGE)),
                        new CloseableRegistry());
        assertThat(TestFiles.read(files, copy)).hasSize(LARGE);
    }

    private static void list(Configuration caller) throws Exception {
        ObjectId all = new ObjectId("s3", MockS3.BUCKET, "");
        assertThat(objects(caller).list(all, false, 10, Optional.empty()).objects()).isNotEmpty();
    }

    private void delete(Configuration caller) throws Exception {
        objects(caller).delete(ObjectId.of(file));
    }

    private static S3Objects objects(Configuration caller) throws Exception {
        return connection(caller).objects();
    }

    private static S3Connection connection(Configuration caller) throws Exception {
        return S3Connection.shared(S3SettingsReader.read(caller));
    }

    private void giveUpAnUpload(Configuration caller) throws Exception {
        S3Uploads uploads = connection(caller).uploads();
        ObjectId object = ObjectId.of(new Path(directory, "given-up"));
        uploads.abort(object, uploads.create(object, false, "nonce"));
    }

    private static String policyOfTheGuide() throws IOException {
        Matcher policy =
                Pattern.compile("```json\\s(\\{[^`]*s3:ListBucket[^`]*})\\s```")
                        .matcher(Files.readString(GUIDE));
        assertThat(policy.find()).isTrue();
        return policy.group(1).replace("my-bucket", MockS3.BUCKET);
    }

    /** Makes a user with that policy, and answers its settings. */
    private static Configuration caller(String policy) throws Exception {
        post("/moto-api/reset-auth", "text/plain", "1000000");
        String name = "user-" + System.nanoTime();
        iam("CreateUser", Map.of("UserName", name));
        iam(
                "PutUserPolicy",
                Map.of("UserName", name, "PolicyName", "guide", "PolicyDocument", policy));
        String key = iam("CreateAccessKey", Map.of("UserName", name));
        post("/moto-api/reset-auth", "text/plain", "0");
        Map<String, String> settings = moto.orElseThrow().settings();
        settings.put("s3.access-key", element(key, "AccessKeyId"));
        settings.put("s3.secret-key", element(key, "SecretAccessKey"));
        return Configuration.fromMap(settings);
    }

    private static String iam(String action, Map<String, String> parameters) throws Exception {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("Action", action);
        all.put("Version", "2010-05-08");
        StringBuilder form = new StringBuilder();
        all.forEach(
                (name, value) ->
                        form.append(form.length() == 0 ? "" : "&")
                                .append(name)
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return post("/", "application/x-www-form-urlencoded", form.toString());
    }

    private static String post(String path, String type, String body) throws Exception {
        URI endpoint = URI.create(moto.orElseThrow().settings().get("s3.endpoint"));
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(endpoint.resolve(path))
                                        .header("Content-Type", type)
                                        // By which it knows what is asked of it.
                                        .header(
                                                "Authorization",
                                                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String element(String xml, String name) {
        Matcher element = Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(name)).matcher(xml);
        assertThat(element.find()).as(xml).isTrue();
        return element.group(1);
    }
}
