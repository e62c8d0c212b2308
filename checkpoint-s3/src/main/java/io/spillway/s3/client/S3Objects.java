package io.spillway.s3.client;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.Page;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.objects.StoredBytes;
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
 * S3's requests for objects. A version is an ETag. The SDK tries again by its own rules, and a call
 * takes {@code s3.call-timeout} at most.
 */
public final class S3Objects implements ObjectRequests {
    /** The most that S3 copies by one request. */
    private static final long LARGEST_COPY = 5L * 1024 * 1024 * 1024;

    /**
     * After which the SDK gives up an answer of which nothing was read yet. Whoever opens one here
     * reads on at once and closes it; a timer for each would be set and taken back for nothing.
     */
    private static final Duration NEVER = Duration.ZERO;

    private final S3Requests requests;

    S3Objects(S3Requests requests) {
        this.requests = requests;
    }

    @Override
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

    @Override
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
                                                        .requestPayer(requests.payer()),
                                        ResponseTransformer.toInputStream(NEVER)));
        GetObjectResponse response = stream.response();
        long length = response.contentLength();
        return new RangeStream(
                stream,
                length,
                ByteRange.objectSize(response.contentRange(), length),
                response.eTag(),
                stream::abort);
    }

    @Override
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

    @Override
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

    @Override
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
                new ObjectId(S3Connection.SCHEME, bucket, object.key()),
                object.size(),
                object.lastModified().toEpochMilli(),
                object.eTag(),
                Optional.empty());
    }

    @Override
    public void delete(ObjectId object) throws IOException {
        delete(object, null, Optional.empty());
    }

    @Override
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

    @Override
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
                    directory.withKey(first.key()),
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

    @Override
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

    @Override
    public long largestCopy() {
        return LARGEST_COPY;
    }
}
