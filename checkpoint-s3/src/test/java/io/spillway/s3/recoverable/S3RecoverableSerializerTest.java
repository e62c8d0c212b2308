package io.spillway.s3.recoverable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.UploadedPart;
import io.spillway.s3.recoverable.S3Recoverable.Tail;
import io.spillway.s3.recoverable.S3Recoverable.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.junit.jupiter.api.Test;

class S3RecoverableSerializerTest {
    private static final ObjectId TARGET = new ObjectId("bucket", "dir/part-ä");

    private final S3RecoverableSerializer<ResumeRecoverable> serializer =
            new S3RecoverableSerializer<>(each -> each);

    @Test
    void readsWhatItWrote() throws Exception {
        Upload upload =
                new Upload(
                        "id",
                        "nonce",
                        List.of(
                                new UploadedPart(1, "\"a\"", 8 << 20, Optional.of("crc")),
                                new UploadedPart(2, "\"b\"", 5L << 30, Optional.empty())));
        Tail tail = new Tail(TARGET.child(".tail"), "other nonce", 17);
        for (S3Recoverable each :
                List.of(
                        new S3Recoverable(TARGET, Optional.of(upload), Optional.of(tail)),
                        new S3Recoverable(TARGET, Optional.of(upload), Optional.empty()),
                        new S3Recoverable(TARGET, Optional.empty(), Optional.of(tail)))) {
            assertThat(serializer.deserialize(1, serializer.serialize(each))).isEqualTo(each);
        }
    }

    @Test
    void refusesAnotherFormat() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 2");
    }
}
