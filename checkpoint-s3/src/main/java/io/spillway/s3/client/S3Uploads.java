package io.spillway.s3.client;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.objects.UploadedPart;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;

/** S3's requests for multipart uploads. */
public final class S3Uploads implements UploadRequests {
    /** What S3 takes for a part that isn't the last one. */
    private static final long SMALLEST_PART = 5L * 1024 * 1024;

    /** S3 takes copies of 5 GiB at most; smaller ones run in parallel. */
    private static final long LARGEST_COPY = 512L * 1024 * 1024;

    private final S3Requests requests;

    S3Uploads(S3Requests requests) {
        this.requests = requests;
    }

    @Override
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

    @Override
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

    @Override
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

    @Override
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
                                                .eTag(part.version())
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

    @Override
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

    @Override
    public long smallestPart() {
        return SMALLEST_PART;
    }

    @Override
    public long largestPartCopy() {
        return LARGEST_COPY;
    }
}
