package io.spillway.checkpoint.recoverable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Tail;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.junit.jupiter.api.Test;

class BucketRecoverableSerializerTest {
    private static final ObjectId TARGET = new ObjectId("s3", "bucket", "dir/part-ä");

    private final BucketRecoverableSerializer<ResumeRecoverable> serializer =
            new BucketRecoverableSerializer<>("s3", each -> each);

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
        for (BucketRecoverable each :
                List.of(
                        new BucketRecoverable(TARGET, Optional.of(upload), Optional.of(tail)),
                        new BucketRecoverable(TARGET, Optional.of(upload), Optional.empty()),
                        new BucketRecoverable(TARGET, Optional.empty(), Optional.of(tail)))) {
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
