package io.spillway.checkpoint.objects;

import io.spillway.checkpoint.content.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A cloud's way to write a large object in parts that are sent in parallel, and to see nothing of
 * it before it is complete. Whatever {@link ObjectRequests} says of its requests holds for these;
 * {@link NoSuchUploadException} is what only they throw.
 */
public interface UploadRequests {

    /**
     * Begins an upload.
     *
     * @param checksummed whether all its parts will have checksums, if those are on; parts that are
     *     copied have none on some servers
     * @param nonce that {@link ObjectRequests#head} tells again of the object that it becomes
     * @return its id
     */
    String create(ObjectId object, boolean checksummed, String nonce) throws IOException;

    /**
     * Uploads a part. The same number replaces what it was before.
     *
     * @param checksummed as the upload
     */
    UploadedPart uploadPart(
            ObjectId object, String upload, boolean checksummed, int number, Content content)
            throws IOException;

    /**
     * Makes a range of another object a part of an upload without checksums.
     *
     * @param range of {@link #largestPartCopy} bytes at most
     * @param version that the source has to have; empty for any
     */
    UploadedPart copyPart(
            ObjectId source,
            ByteRange range,
            Optional<String> version,
            ObjectId object,
            String upload,
            int number)
            throws IOException;

    /**
     * Makes an object of the parts.
     *
     * @return its version
     * @throws NoSuchUploadException when the upload has ended, by this very request perhaps, whose
     *     first answer was lost
     */
    String complete(
            ObjectId object,
            String upload,
            List<UploadedPart> parts,
            Optional<Precondition> precondition)
            throws IOException;

    /** Ends an upload and gives its parts' space back. One that has ended is no error. */
    void abort(ObjectId object, String upload) throws IOException;

    /** How many bytes a part has at least, other than the last one. */
    long smallestPart();

    /** How many bytes of an object can become a part; an object that has more takes several. */
    long largestPartCopy();
}
