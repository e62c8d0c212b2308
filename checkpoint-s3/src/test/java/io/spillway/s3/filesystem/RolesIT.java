package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.MotoS3;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.s3.testing.MockFiles;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of roles, against Moto, which is STS, too, where it is installed. */
class RolesIT {
    private static final String ROLE = "arn:aws:iam::123456789012:role/checkpoints";
    private static final String SESSION = "x-amz-security-token";

    private static Optional<MotoS3> moto = Optional.empty();

    @TempDir private java.nio.file.Path temporary;
    private final Map<String, String> before = new TreeMap<>();
    private final Path file = new Path(MockS3.directory(), "file");

    @BeforeAll
    static void start() throws Exception {
        moto = MotoS3.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
    }

    @AfterAll
    static void stop() {
        moto.ifPresent(MotoS3::close);
    }

    @BeforeEach
    void findSts() {
        set("aws.endpointUrlSts", moto.orElseThrow().settings().get("s3.endpoint"));
        moto.get().relay().reset();
    }

    @AfterEach
    void forget() {
        before.forEach(
                (name, value) -> {
                    if (value.isEmpty()) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
    }

    @Test
    void aRoleIsAssumedOnceAndItsSessionSignsAll() throws Exception {
        Map<String, String> settings = moto.orElseThrow().settings();
        settings.put("s3.assume-role.arn", ROLE);

        writeAndRead(settings);

        assertSignedBySessions();
        assertThat(ofSts()).hasSize(1);
    }

    @Test
    void aRoleThatCantBeAssumedIsNamed() {
        Map<String, String> settings = moto.orElseThrow().settings();
        settings.put("s3.assume-role.arn", ROLE + "-of-others");
        moto.get()
                .relay()
                .fail(RolesIT::isOfSts, new Fault.Answer(403, "AccessDenied"), Integer.MAX_VALUE);

        assertThatThrownBy(() -> writeAndRead(settings))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(file.getPath().substring(1))
                .hasMessageContaining("s3.assume-role.arn")
                .hasMessageContaining("sts:AssumeRole");
    }

    /** As on EKS: a token in a file, and a role in the environment. */
    @Test
    void aWebIdentityIsFoundByTheDefaultChain() throws Exception {
        assumeTrue(
                System.getenv("AWS_ACCESS_KEY_ID") == null, "AWS_ACCESS_KEY_ID is found before it");
        set(
                "aws.webIdentityTokenFile",
                Files.writeString(temporary.resolve("token"), "a.b.c").toString());
        set("aws.roleArn", ROLE);
        set("aws.region", "us-east-1");
        Map<String, String> settings = moto.orElseThrow().settings();
        settings.remove("s3.access-key");
        settings.remove("s3.secret-key");

        writeAndRead(settings);

        assertSignedBySessions();
        assertThat(ofSts()).isNotEmpty();
    }

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
    }

    private void writeAndRead(Map<String, String> settings) throws Exception {
        var files = MockFiles.fileSystem(Configuration.fromMap(settings));
        TestFiles.write(files, file, new byte[] {7});
        assertThat(TestFiles.read(files, file)).containsExactly(7);
    }

    private static void assertSignedBySessions() {
        List<SeenRequest> ofS3 =
                moto.orElseThrow().relay().requests().stream()
                        .filter(request -> !isOfSts(request))
                        .toList();
        assertThat(ofS3)
                .hasSize(2)
                .allMatch(request -> request.header(SESSION).isPresent(), "has a session");
    }

    private static List<SeenRequest> ofSts() {
        return moto.orElseThrow().relay().requests().stream().filter(RolesIT::isOfSts).toList();
    }

    private static boolean isOfSts(SeenRequest request) {
        return request.path().equals("/");
    }
}
