package io.spillway.s3.recoverable;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.UploadedPart;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;

/**
 * A file that was written so far, and where its bytes are until it is committed.
 *
 * @param upload empty while all bytes fit into the tail
 * @param tail bytes that are too few for a part, as an object of their own
 */
record S3Recoverable(ObjectId target, Optional<Upload> upload, Optional<Tail> tail)
        implements ResumeRecoverable {

    /**
     * A multipart upload.
     *
     * @param nonce in the metadata of the object that it becomes
     * @param parts in order
     */
    record Upload(String id, String nonce, List<UploadedPart> parts) {

        long size() {
            return parts.stream().mapToLong(UploadedPart::size).sum();
        }
    }

    /**
     * The object that holds the last bytes.
     *
     * @param nonce in its metadata, and in those of a copy of it
     */
    record Tail(ObjectId object, String nonce, long size) {}
}
