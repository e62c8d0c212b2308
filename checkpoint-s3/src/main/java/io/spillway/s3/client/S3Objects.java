package io.spillway.s3.client;

import io.spillway.s3.content.Content;
import io.spillway.s3.settings.Encryption;
import io.spillway.s3.settings.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * S3's requests. All block; the SDK tries again by its own rules, and a call takes {@code
 * s3.call-timeout} at most. An interrupted call throws {@link java.io.InterruptedIOException} with
 * the thread's interrupt flag set.
 *
 * <p>Whatever goes wrong is an {@link IOException}: {@link java.io.FileNotFoundException} for a
 * missing object, {@link java.nio.file.AccessDeniedException}, {@link BucketException}, {@link
 * PreconditionFailedException}, {@link ConcurrentRequestException}, {@link BeyondEndException},
 * {@link NoSuchUploadException}; {@link NotSentException} where nothing was done, and {@link
 * UnansweredException} where that isn't known.
 */
public final class S3Objects {
    /** Most keys in a page of a listing, and in a request that deletes. */
    public static final int PAGE = 1000;

    private static final String NONCE = "spillway-nonce";

    private final S3Client client;
    private final boolean checksums;
    private final RequestPayer payer;
    private final ServerSideEncryption encryption;
    private final String kmsKey;
    private final Duration attemptTimeout;
    private final AwsRequestOverrideConfiguration slow;

    S3Objects(S3Client client, S3Settings settings) {
        this.client = client;
        this.checksums = settings.uploads().checksums();
        this.payer = settings.requesterPays() ? RequestPayer.REQUESTER : null;
        this.encryption = encryption(settings.encryption());
        this.kmsKey = settings.encryption().kmsKey().orElse(null);
        this.attemptTimeout = settings.requests().attemptTimeout();
        this.slow =
                AwsRequestOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(settings.requests().callTimeout())
                        .build();
    }

    private static ServerSideEncryption encryption(Encryption encryption) {
        return switch (encryption.kind()) {
            case BUCKET_DEFAULT -> null;
            case S3 -> ServerSideEncryption.AES256;
            case KMS -> ServerSideEncryption.AWS_KMS;
        };
    }

    /**
     * Writes an object.
     *
     * @param nonce that {@link #head} tells again; empty for none
     * @return its ETag
     */
    public String put(
            ObjectId object,
            Content content,
            Optional<Precondition> precondition,
            Optional<String> nonce)
            throws IOException {
        return put(object, content, precondition, nonce, Optional.empty());
    }

    /** As the other one, within a time of its own. */
    public String put(
            ObjectId object,
            Content content,
            Optional<Precondition> precondition,
            Optional<String> nonce,
            Optional<Duration> timeout)
            throws IOException {
        String checksum = checksums ? content.checksum() : null;
        return call(
                Action.PUT,
                object,
                () ->
                        client.putObject(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .ifMatch(ifMatch(precondition))
                                                        .ifNoneMatch(ifNoneMatch(precondition))
                                                        .metadata(metadata(nonce))
                                                        .checksumCRC32C(checksum)
                                                        .serverSideEncryption(encryption)
                                                        .ssekmsKeyId(kmsKey)
                                                        .requestPayer(payer)
                                                        .overrideConfiguration(within(timeout)),
                                        body(content))
                                .eTag());
    }

    /**
     * Opens an object, or a range of it.
     *
     * @param etag that it has to have; empty for any
     * @throws BeyondEndException when it ends before the range
     */
    public RangeStream get(ObjectId object, Optional<ByteRange> range, Optional<String> etag)
            throws IOException {
        ResponseInputStream<GetObjectResponse> stream =
                call(
                        Action.GET,
                        object,
                        () ->
                                client.getObject(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .range(
                                                                range.map(ByteRange::header)
                                                                        .orElse(null))
                                                        .ifMatch(etag.orElse(null))
                                                        .requestPayer(payer)));
        GetObjectResponse response = stream.response();
        long length = response.contentLength();
        return new RangeStream(
                stream, length, size(response, length), response.eTag(), stream::abort);
    }

    private static long size(GetObjectResponse response, long length) {
        String range = response.contentRange();
        if (range == null) {
            return length;
        }
        return Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }

    /**
     * Reads a small object whole.
     *
     * @param timeout for all of it
     */
    public StoredBytes read(ObjectId object, Duration timeout) throws IOException {
        return call(
                Action.GET,
                object,
                () -> {
                    ResponseBytes<GetObjectResponse> bytes =
                            client.getObject(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .requestPayer(payer)
                                                    .overrideConfiguration(
                                                            within(Optional.of(timeout))),
                                    ResponseTransformer.toBytes());
                    return new StoredBytes(bytes.response().eTag(), bytes.asInputStream());
                });
    }

    /** What is known of an object. */
    public ObjectInfo head(ObjectId object) throws IOException {
        return call(
                Action.HEAD,
                object,
                () -> {
                    HeadObjectResponse response =
                            client.headObject(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .requestPayer(payer));
                    return new ObjectInfo(
                            object,
                            response.contentLength(),
                            response.lastModified().toEpochMilli(),
                            response.eTag(),
                            Optional.ofNullable(response.metadata().get(NONCE)));
                });
    }

    /**
     * A page of the objects whose keys begin with the prefix's, in order.
     *
     * @param level whether what lies behind another slash is told as a prefix only
     * @param most objects and prefixes; 1 to {@link #PAGE}
     * @param from the page before told it; empty for the first one
     */
    public Page list(ObjectId prefix, boolean level, int most, Optional<String> from)
            throws IOException {
        return list(prefix, level, most, from, Optional.empty());
    }

    /** As the other one, within a time of its own. */
    public Page list(
            ObjectId prefix,
            boolean level,
            int most,
            Optional<String> from,
            Optional<Duration> timeout)
            throws IOException {
        return call(
                Action.LIST,
                prefix,
                () -> {
                    ListObjectsV2Response response =
                            client.listObjectsV2(
                                    request ->
                                            request.bucket(prefix.bucket())
                                                    .prefix(prefix.key())
                                                    .delimiter(level ? "/" : null)
                                                    .maxKeys(most)
                                                    .continuationToken(from.orElse(null))
                                                    .requestPayer(payer)
                                                    .overrideConfiguration(within(timeout)));
                    return new Page(
                            response.contents().stream()
                                    .map(each -> listed(prefix.bucket(), each))
                                    .toList(),
                            response.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
                            Optional.ofNullable(response.nextContinuationToken()));
                });
    }

    private static ObjectInfo listed(String bucket, S3Object object) {
        return new ObjectInfo(
                new ObjectId(bucket, object.key()),
                object.size(),
                object.lastModified().toEpochMilli(),
                object.eTag(),
                Optional.empty());
    }

    /** Deletes an object. One that doesn't exist is no error. */
    public void delete(ObjectId object) throws IOException {
        call(
                Action.DELETE,
                object,
                () ->
                        client.deleteObject(
                                request ->
                                        request.bucket(object.bucket())
                                                .key(object.key())
                                                .requestPayer(payer)));
    }

    /** Deletes an object that has that ETag, within a time of its own. */
    public void delete(ObjectId object, String etag, Duration timeout) throws IOException {
        call(
                Action.DELETE,
                object,
                () ->
                        client.deleteObject(
                                request ->
                                        request.bucket(object.bucket())
                                                .key(object.key())
                                                .ifMatch(etag)
                                                .requestPayer(payer)
                                                .overrideConfiguration(
                                                        within(Optional.of(timeout)))));
    }

    /**
     * Deletes objects by one request.
     *
     * @param keys {@link #PAGE} at most
     * @throws IOException of the first one that couldn't be deleted; the others are
     */
    public void delete(ObjectId directory, List<String> keys) throws IOException {
        List<S3Error> errors =
                call(
                        Action.DELETE_MANY,
                        directory,
                        () ->
                                client.deleteObjects(
                                                request ->
                                                        request.bucket(directory.bucket())
                                                                .requestPayer(payer)
                                                                .delete(
                                                                        each ->
                                                                                each.quiet(true)
                                                                                        .objects(
                                                                                                identifiers(
                                                                                                        keys))))
                                        .errors());
        if (!errors.isEmpty()) {
            S3Error first = errors.get(0);
            throw Failures.ofOne(
                    new ObjectId(directory.bucket(), first.key()),
                    Action.DELETE_MANY,
                    String.valueOf(first.code()),
                    String.valueOf(first.message()));
        }
    }

    private static List<ObjectIdentifier> identifiers(List<String> keys) {
        List<ObjectIdentifier> identifiers = new ArrayList<>(keys.size());
        for (String key : keys) {
            identifiers.add(ObjectIdentifier.builder().key(key).build());
        }
        return identifiers;
    }

    /** Copies an object of 5 GiB at most on the server. */
    public void copy(ObjectId source, ObjectId target) throws IOException {
        call(
                Action.COPY,
                target,
                () ->
                        client.copyObject(
                                request ->
                                        request.sourceBucket(source.bucket())
                                                .sourceKey(source.key())
                                                .destinationBucket(target.bucket())
                                                .destinationKey(target.key())
                                                .serverSideEncryption(encryption)
                                                .ssekmsKeyId(kmsKey)
                                                .requestPayer(payer)
                                                .overrideConfiguration(slow)));
    }

    /**
     * Begins a multipart upload.
     *
     * @param checksummed whether all its parts will have checksums, if those are on; parts that are
     *     copied have none on some servers
     * @param nonce that {@link #head} tells again of the object that it becomes
     * @return its id
     */
    public String createUpload(ObjectId object, boolean checksummed, String nonce)
            throws IOException {
        return call(
                Action.CREATE_UPLOAD,
                object,
                () ->
                        client.createMultipartUpload(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .metadata(metadata(Optional.of(nonce)))
                                                        .checksumAlgorithm(
                                                                checksums && checksummed
                                                                        ? ChecksumAlgorithm.CRC32_C
                                                                        : null)
                                                        .serverSideEncryption(encryption)
                                                        .ssekmsKeyId(kmsKey)
                                                        .requestPayer(payer))
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
        String checksum = checksums && checksummed ? content.checksum() : null;
        String etag =
                call(
                        Action.UPLOAD_PART,
                        object,
                        () ->
                                client.uploadPart(
                                                request ->
                                                        request.bucket(object.bucket())
                                                                .key(object.key())
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .checksumCRC32C(checksum)
                                                                .requestPayer(payer),
                                                body(content))
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
                call(
                        Action.COPY_PART,
                        object,
                        () ->
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
                                                                .requestPayer(payer)
                                                                .overrideConfiguration(slow))
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
    public String completeUpload(
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
        return call(
                Action.COMPLETE_UPLOAD,
                object,
                () ->
                        client.completeMultipartUpload(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .uploadId(upload)
                                                        .multipartUpload(
                                                                each -> each.parts(completed))
                                                        .ifMatch(ifMatch(precondition))
                                                        .ifNoneMatch(ifNoneMatch(precondition))
                                                        .requestPayer(payer)
                                                        .overrideConfiguration(slow))
                                .eTag());
    }

    /** Ends an upload and gives its parts' space back. One that has ended is no error. */
    public void abortUpload(ObjectId object, String upload) throws IOException {
        try {
            call(
                    Action.ABORT_UPLOAD,
                    object,
                    () ->
                            client.abortMultipartUpload(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .uploadId(upload)
                                                    .requestPayer(payer)));
        } catch (NoSuchUploadException e) {
            // As wanted.
        }
    }

    private static <T> T call(Action action, ObjectId object, Supplier<T> request)
            throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw Failures.translate(e, action, object);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static RequestBody body(Content content) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return content.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                content.size(),
                "application/octet-stream");
    }

    private AwsRequestOverrideConfiguration within(Optional<Duration> timeout) {
        return timeout.map(
                        each ->
                                AwsRequestOverrideConfiguration.builder()
                                        .apiCallTimeout(each)
                                        .apiCallAttemptTimeout(
                                                each.compareTo(attemptTimeout) < 0
                                                        ? each
                                                        : attemptTimeout)
                                        .build())
                .orElse(null);
    }

    private static Map<String, String> metadata(Optional<String> nonce) {
        return nonce.map(each -> Map.of(NONCE, each)).orElse(Map.of());
    }

    private static String ifMatch(Optional<Precondition> precondition) {
        return precondition.flatMap(Precondition::ifMatch).orElse(null);
    }

    private static String ifNoneMatch(Optional<Precondition> precondition) {
        return precondition.flatMap(Precondition::ifNoneMatch).orElse(null);
    }
}
