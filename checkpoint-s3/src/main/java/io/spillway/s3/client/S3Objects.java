package io.spillway.s3.client;

import io.spillway.s3.content.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * S3's requests for objects. All block; the SDK tries again by its own rules, and a call takes
 * {@code s3.call-timeout} at most. An interrupted call throws {@link
 * java.io.InterruptedIOException} with the thread's interrupt flag set.
 *
 * <p>Whatever goes wrong is an {@link IOException}: {@link java.io.FileNotFoundException} for a
 * missing object, {@link java.nio.file.AccessDeniedException}, {@link BucketException}, {@link
 * PreconditionFailedException}, {@link ConcurrentRequestException}, {@link BeyondEndException};
 * {@link NotSentException} where nothing was done, and {@link UnansweredException} where that isn't
 * known.
 */
public final class S3Objects {
    /** Most keys in a page of a listing, and in a request that deletes. */
    public static final int PAGE = 1000;

    private final S3Requests requests;

    S3Objects(S3Requests requests) {
        this.requests = requests;
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
        String checksum = requests.checksum(content);
        return requests.call(
                Action.PUT,
                object,
                client ->
                        client.putObject(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .ifMatch(S3Requests.ifMatch(precondition))
                                                        .ifNoneMatch(
                                                                S3Requests.ifNoneMatch(
                                                                        precondition))
                                                        .metadata(S3Requests.metadata(nonce))
                                                        .checksumCRC32C(checksum)
                                                        .serverSideEncryption(requests.encryption())
                                                        .ssekmsKeyId(requests.kmsKey())
                                                        .requestPayer(requests.payer())
                                                        .overrideConfiguration(
                                                                requests.within(timeout)),
                                        S3Requests.body(content))
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
                requests.call(
                        Action.GET,
                        object,
                        client ->
                                client.getObject(
                                        request ->
                                                request.bucket(object.bucket())
                                                        .key(object.key())
                                                        .range(
                                                                range.map(ByteRange::header)
                                                                        .orElse(null))
                                                        .ifMatch(etag.orElse(null))
                                                        .requestPayer(requests.payer())));
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
        return requests.call(
                Action.GET,
                object,
                client -> {
                    ResponseBytes<GetObjectResponse> bytes =
                            client.getObject(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .requestPayer(requests.payer())
                                                    .overrideConfiguration(
                                                            requests.within(Optional.of(timeout))),
                                    ResponseTransformer.toBytes());
                    return new StoredBytes(bytes.response().eTag(), bytes.asInputStream());
                });
    }

    /** What is known of an object. */
    public ObjectInfo head(ObjectId object) throws IOException {
        return requests.call(
                Action.HEAD,
                object,
                client -> {
                    HeadObjectResponse response =
                            client.headObject(
                                    request ->
                                            request.bucket(object.bucket())
                                                    .key(object.key())
                                                    .requestPayer(requests.payer()));
                    return new ObjectInfo(
                            object,
                            response.contentLength(),
                            response.lastModified().toEpochMilli(),
                            response.eTag(),
                            S3Requests.nonce(response));
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
        return requests.call(
                Action.LIST,
                prefix,
                client -> {
                    ListObjectsV2Response response =
                            client.listObjectsV2(
                                    request ->
                                            request.bucket(prefix.bucket())
                                                    .prefix(prefix.key())
                                                    .delimiter(level ? "/" : null)
                                                    .maxKeys(most)
                                                    .continuationToken(from.orElse(null))
                                                    .requestPayer(requests.payer())
                                                    .overrideConfiguration(
                                                            requests.within(timeout)));
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
        delete(object, null, Optional.empty());
    }

    /** Deletes an object that has that ETag, within a time of its own. */
    public void delete(ObjectId object, String etag, Duration timeout) throws IOException {
        delete(object, etag, Optional.of(timeout));
    }

    private void delete(ObjectId object, String etag, Optional<Duration> timeout)
            throws IOException {
        requests.call(
                Action.DELETE,
                object,
                client ->
                        client.deleteObject(
                                request ->
                                        request.bucket(object.bucket())
                                                .key(object.key())
                                                .ifMatch(etag)
                                                .requestPayer(requests.payer())
                                                .overrideConfiguration(requests.within(timeout))));
    }

    /**
     * Deletes objects by one request.
     *
     * @param keys {@link #PAGE} at most
     * @throws IOException of the first one that couldn't be deleted; the others are
     */
    public void delete(ObjectId directory, List<String> keys) throws IOException {
        List<S3Error> errors =
                requests.call(
                        Action.DELETE_MANY,
                        directory,
                        client ->
                                client.deleteObjects(
                                                request ->
                                                        request.bucket(directory.bucket())
                                                                .requestPayer(requests.payer())
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
        requests.call(
                Action.COPY,
                target,
                client ->
                        client.copyObject(
                                request ->
                                        request.sourceBucket(source.bucket())
                                                .sourceKey(source.key())
                                                .destinationBucket(target.bucket())
                                                .destinationKey(target.key())
                                                .serverSideEncryption(requests.encryption())
                                                .ssekmsKeyId(requests.kmsKey())
                                                .requestPayer(requests.payer())
                                                .overrideConfiguration(requests.slow())));
    }
}
