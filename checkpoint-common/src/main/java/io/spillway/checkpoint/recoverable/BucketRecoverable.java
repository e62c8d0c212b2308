package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.UploadedPart;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;

/**
 * A file that was written so far, and where its bytes are until it is committed.
 *
 * @param upload empty while all bytes fit into the tail
 * @param tail bytes that are too few for a part, as an object of their own
 */
public record BucketRecoverable(ObjectId target, Optional<Upload> upload, Optional<Tail> tail)
        implements ResumeRecoverable {

    /**
     * A multipart upload.
     *
     * @param nonce in the metadata of the object that it becomes
     * @param parts in order
     */
    public record Upload(String id, String nonce, List<UploadedPart> parts) {

        long size() {
            return parts.stream().mapToLong(UploadedPart::size).sum();
        }
    }

    /**
     * The object that holds the last bytes.
     *
     * @param nonce in its metadata, and in those of a copy of it
     */
    public record Tail(ObjectId object, String nonce, long size) {}
}
