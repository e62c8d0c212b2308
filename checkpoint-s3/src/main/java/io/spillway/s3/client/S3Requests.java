package io.spillway.s3.client;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.s3.settings.Encryption;
import io.spillway.s3.settings.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What requests by a client have in common. */
final class S3Requests {
    private static final String NONCE = "spillway-nonce";

    private final S3Client client;
    private final boolean checksums;
    private final RequestPayer payer;
    private final ServerSideEncryption encryption;
    private final String kmsKey;
    private final Duration attemptTimeout;
    private final AwsRequestOverrideConfiguration slow;

    S3Requests(S3Client client, S3Settings settings) {
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

    /** Makes a call of the client, whose exceptions are told as ours. */
    <T> T call(Action action, ObjectId object, Function<S3Client, T> request) throws IOException {
        try {
            return request.apply(client);
        } catch (SdkException e) {
            throw Failures.translate(e, action, object);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Null unless the requester pays. */
    RequestPayer payer() {
        return payer;
    }

    /** Null for the bucket's. */
    ServerSideEncryption encryption() {
        return encryption;
    }

    /** Null for the bucket's. */
    String kmsKey() {
        return kmsKey;
    }

    /** Whether what is sent has checksums. */
    boolean checksums() {
        return checksums;
    }

    /** The checksum to send; null for none. */
    String checksum(Content content) throws IOException {
        return checksums ? content.checksum() : null;
    }

    /** For what the server takes its time for: an attempt may take as long as the call. */
    AwsRequestOverrideConfiguration slow() {
        return slow;
    }

    /** For a request with a time of its own; null if it has none. */
    AwsRequestOverrideConfiguration within(Optional<Duration> timeout) {
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

    static RequestBody body(Content content) {
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

    static Map<String, String> metadata(Optional<String> nonce) {
        return nonce.map(each -> Map.of(NONCE, each)).orElse(Map.of());
    }

    /** The nonce that an object was written with. */
    static Optional<String> nonce(HeadObjectResponse response) {
        return Optional.ofNullable(response.metadata().get(NONCE));
    }

    static String ifMatch(Optional<Precondition> precondition) {
        return precondition.flatMap(Precondition::version).orElse(null);
    }

    static String ifNoneMatch(Optional<Precondition> precondition) {
        return precondition
                .filter(each -> each.version().isEmpty())
                .map(absent -> "*")
                .orElse(null);
    }
}
