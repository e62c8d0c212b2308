package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.s3.testing.MockFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.ICloseableRegistry;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;
import org.junit.jupiter.api.Test;

/** Which requests say how to encrypt, and who pays, as their settings want it. */
class SentHeadersIT extends MockFiles {
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final String KEY = "x-amz-server-side-encryption-aws-kms-key-id";
    private static final String PAYER = "x-amz-request-payer";

    /** All that make an object; parts are encrypted as their upload was begun. */
    private static final Set<String> MAKING =
            Set.of("PutObject", "CreateMultipartUpload", "CopyObject");

    @Test
    void theBucketEncryptsAsItDoesAndItsOwnerPaysByDefault() throws Exception {
        work(fileSystem(s3.configuration()));

        assertThat(kindsWith(ENCRYPTION)).isEmpty();
        assertThat(kindsWith(PAYER)).isEmpty();
    }

    @Test
    void encryptionByS3IsAskedForWhereverAnObjectIsMade() throws Exception {
        work(fileSystem(s3.configuration("s3.sse.type", "sse-s3")));

        assertThat(kindsWith(ENCRYPTION)).containsExactlyInAnyOrderElementsOf(MAKING);
        assertThat(values(ENCRYPTION)).containsOnly("AES256");
        assertThat(kindsWith(KEY)).isEmpty();
    }

    @Test
    void aKeyOfKmsIsNamedWhereverAnObjectIsMade() throws Exception {
        String key = "arn:aws:kms:us-east-1:123456789012:key/checkpoints";
        FileSystem kms =
                fileSystem(s3.configuration("s3.sse.type", "sse-kms", "s3.sse.kms.key-id", key));
        TestFiles.write(files, file, new byte[1]);
        s3.relay().reset();
        attempt(() -> TestFiles.write(kms, file, new byte[1]));
        attempt(() -> TestFiles.write(kms, new Path(directory, "large"), new byte[9 * MIB]));
        attempt(() -> copy(kms, new Path(directory, "copy")));

        assertThat(kindsWith(KEY)).containsExactlyInAnyOrderElementsOf(MAKING);
        assertThat(values(KEY)).containsOnly(key);
        assertThat(values(ENCRYPTION)).containsOnly("aws:kms");
    }

    @Test
    void theRequesterPaysForAllOfThem() throws Exception {
        work(fileSystem(s3.configuration("s3.requester-pays", "true")));

        assertThat(values(PAYER)).containsOnly("requester");
        assertThat(kindsWith(PAYER))
                .containsExactlyInAnyOrderElementsOf(s3.relay().counts().keySet())
                .contains("GetObject", "ListObjectsV2", "DeleteObjects", "HeadObject");
    }

    /** Each request that there is, but the one that gives an upload up. */
    private void work(FileSystem files) throws IOException {
        TestFiles.write(files, file, new byte[1]);
        Path large = new Path(directory, "large");
        TestFiles.write(files, large, new byte[9 * MIB]);
        Path copy = new Path(directory, "copy");
        copy(files, copy);
        assertThat(TestFiles.read(files, copy)).hasSize(1);
        assertThat(files.getFileStatus(large).getLen()).isEqualTo(9L * MIB);
        files.delete(copy, false);
        files.delete(directory, true);
    }

    private void copy(FileSystem files, Path target) throws IOException {
        ((PathsCopyingFileSystem) files)
                .copyFiles(List.of(CopyRequest.of(file, target, 1)), ICloseableRegistry.NO_OP);
    }

    private interface Attempt {
        void make() throws IOException;
    }

    /** S3Mock knows no key and may refuse: what it is asked is all that counts. */
    private static void attempt(Attempt attempt) {
        try {
            attempt.make();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("KMS.NotFoundException");
        }
    }

    private static Set<String> kindsWith(String header) {
        return s3.relay().requests().stream()
                .filter(request -> request.header(header).isPresent())
                .map(SeenRequest::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> values(String header) {
        return s3.relay().requests().stream()
                .flatMap(request -> request.header(header).stream())
                .collect(Collectors.toSet());
    }
}
