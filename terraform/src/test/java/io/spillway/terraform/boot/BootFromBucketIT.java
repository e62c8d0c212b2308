package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.terraform.Moto;
import io.spillway.terraform.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;

/** Tarballs from S3: a Moto that checks signatures and policies, where it is installed. */
class BootFromBucketIT {
    private static final String BUCKET = "artifacts";
    private static Optional<Moto> moto = Optional.empty();

    @TempDir private Path directory;
    private FakeTarball tarball;

    @BeforeAll
    static void start() throws IOException {
        moto = Moto.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
        try (S3Client s3 = moto.get().client(S3Client.builder().forcePathStyle(true))) {
            s3.createBucket(
                    b ->
                            b.bucket(BUCKET)
                                    .createBucketConfiguration(
                                            c -> c.locationConstraint(Moto.REGION.id())));
        }
    }

    @AfterAll
    static void stop() {
        moto.ifPresent(Moto::close);
    }

    @BeforeEach
    void pack() throws IOException {
        tarball = FakeTarball.in(directory);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTarballIsFetched(boolean cli) throws Exception {
        assumeTrue(!cli || BootRun.hasAwsCli(), "no AWS CLI on the PATH");
        BootRun vm = vm(caller("s3:GetObject"));

        Ran booted = (cli ? vm : vm.withoutAwsCli()).boot();

        assertThat(booted.succeeded().output()).containsPattern("tarball .* checksum right");
        assertThat(vm.called()).contains("argument taskmanager");
    }

    @Test
    void aPermissionThatIsMissingIsNamed() throws Exception {
        Ran refused = vm(caller("s3:ListBucket")).withoutAwsCli().boot();

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains(
                        "403",
                        "SPILLWAY_ARTIFACT_URI: s3://artifacts/1/spillway-1.2.3.tar.gz can't be downloaded; that takes s3:GetObject");
    }

    private BootRun vm(AccessKey key) {
        return BootRun.taskManager(directory, tarball)
                .set("SPILLWAY_ARTIFACT_URI", "s3://artifacts/1/spillway-1.2.3.tar.gz")
                .set("AWS_REGION", Moto.REGION.id())
                .set("AWS_ENDPOINT_URL_S3", moto.orElseThrow().address().toString())
                .set("AWS_ACCESS_KEY_ID", key.accessKeyId())
                .set("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
    }

    /** Uploads the tarball, and makes a user who may do that alone. */
    private AccessKey caller(String action) throws Exception {
        Moto server = moto.orElseThrow();
        server.holdCallersToTheirPolicies(false);
        String name = "user-" + System.nanoTime();
        try (S3Client s3 = server.client(S3Client.builder().forcePathStyle(true));
                IamClient iam = server.client(IamClient.builder())) {
            s3.putObject(b -> b.bucket(BUCKET).key("1/spillway-1.2.3.tar.gz"), tarball.file());
            iam.createUser(b -> b.userName(name));
            iam.putUserPolicy(
                    b ->
                            b.userName(name)
                                    .policyName("only")
                                    .policyDocument(
                                            """
                                            {"Version": "2012-10-17", "Statement": [
                                              {"Effect": "Allow", "Action": "%s", "Resource": "*"}]}
                                            """
                                                    .formatted(action)));
            return iam.createAccessKey(b -> b.userName(name)).accessKey();
        } finally {
            server.holdCallersToTheirPolicies(true);
        }
    }
}
