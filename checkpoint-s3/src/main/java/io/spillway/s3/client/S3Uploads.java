package io.spillway.s3.client;

import io.spillway.s3.content.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;

/**
 * S3's requests for multipart uploads. Whatever {@link S3Objects} says of its requests holds for
 * them; {@link NoSuchUploadException} is what only they throw.
 */
public final class S3Uploads {
    private final S3Requests requests;

    S3Uploads(S3Requests requests) {
        this.requests = requests;
    }

    /**
     * Begins a multipart upload.
     *
     * @param checksummed whether all its parts will have checksums, if those are on; parts that are
     *     copied have none on some servers
     * @param nonce that {@link S3Objects#head} tells again of the object that it becomes
     * @return its id
     */
    public String create(ObjectId object, boolean checksummed, String nonce) throws IOException {
        return requests.call(
                Action.CREATE_UPLOAD,
                object,
                client ->
                        client.createMultipartUpload(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .metadata(
                                                                S3Requests.metadata(
                                                                        Optional.of(nonce)))
                                                        .checksumAlgorithm(
                                                                requests.checksums() && checksummed
                                                                        ? ChecksumAlgorithm.CRC32_C
                                                                        : null)
                                                        .serverSideEncryption(requests.encryption())
                                                        .ssekmsKeyId(requests.kmsKey())
                                                        .requestPayer(requests.payer()))
                                .uploadId());
    }

    /**
     * Uploads a part. The same number replaces what it was before.
     *
     * @param checksummed as the upload
     */
    public UploadedPart uploadPart(
            ObjectId object, String upload, boolean checksummed, int number, Content content)
            throws IOException {
        String checksum = checksummed ? requests.checksum(content) : null;
        String etag =
                requests.call(
                        Action.UPLOAD_PART,
                        object,
                        client ->
                                client.uploadPart(
                                                request ->
                                                        request.bucket(object.bucket())
                                                                .key(object.key())
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .checksumCRC32C(checksum)
                                                                .requestPayer(requests.payer()),
                                                S3Requests.body(content))
                                        .eTag());
        return new UploadedPart(number, etag, content.size(), Optional.ofNullable(checksum));
    }

    /**
     * Makes a range of another object a part of an upload without checksums.
     *
     * @param etag that the source has to have; empty for any
     */
    public UploadedPart copyPart(
            ObjectId source,
            ByteRange range,
            Optional<String> etag,
            ObjectId object,
            String upload,
            int number)
            throws IOException {
        CopyPartResult result =
                requests.call(
                        Action.COPY_PART,
                        object,
                        client ->
                                client.uploadPartCopy(
                                                request ->
                                                        request.sourceBucket(source.bucket())
                                                                .sourceKey(source.key())
                                                                .copySourceIfMatch(
                                                                        etag.orElse(null))
                                                                .copySourceRange(range.header())
                                                                .destinationBucket(object.bucket())
                                                                .destinationKey(object.key())
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .requestPayer(requests.payer())
                                                                .overrideConfiguration(
                                                                        requests.slow()))
                                        .copyPartResult());
        return new UploadedPart(number, result.eTag(), range.length(), Optional.empty());
    }

    /**
     * Makes an object of the parts.
     *
     * @return its ETag
     * @throws NoSuchUploadException when the upload has ended, by this very request perhaps, whose
     *     first answer was lost
     */
    public String complete(
            ObjectId object,
            String upload,
            List<UploadedPart> parts,
            Optional<Precondition> precondition)
            throws IOException {
        List<CompletedPart> completed =
                parts.stream()
                        .map(
                                part ->
                                        CompletedPart.builder()
                                                .partNumber(part.number())
                                                .eTag(part.etag())
                                                .checksumCRC32C(part.checksum().orElse(null))
                                                .build())
                        .toList();
        return requests.call(
                Action.COMPLETE_UPLOAD,
                object,
                client ->
                        client.completeMultipartUpload(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .uploadId(upload)
                                                        .multipartUpload(
                                                                each -> each.parts(completed))
                                                        .ifMatch(S3Requests.ifMatch(precondition))
                                                        .ifNoneMatch(
                                                                S3Requests.ifNoneMatch(
                                                                        precondition))
                                                        .requestPayer(requests.payer())
                                                        .overrideConfiguration(requests.slow()))
                                .eTag());
    }

    /** Ends an upload and gives its parts' space back. One that has ended is no error. */
    public void abort(ObjectId object, String upload) throws IOException {
        try {
            requests.call(
                    Action.ABORT_UPLOAD,
                    object,
                    client ->
                            client.abortMultipartUpload(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .uploadId(upload)
                                                    .requestPayer(requests.payer())));
        } catch (NoSuchUploadException e) {
            // As wanted.
        }
    }
}
