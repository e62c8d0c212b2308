package io.spillway.s3.client;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.TransferThreads;
import io.spillway.checkpoint.settings.FileSettings;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.s3.settings.AssumedRole;
import io.spillway.s3.settings.S3Settings;
import io.spillway.s3.settings.StaticCredentials;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * What all file systems and stores of a process with the same settings share: connections, threads
 * and memory. Thread-safe. The connections are made when they are needed.
 */
public final class S3Connection implements Connection {
    /** Of the addresses that are written down. */
    public static final String SCHEME = "s3";

    /** Those of Flink's other file systems for S3, too. */
    private static final Set<String> SCHEMES = Set.of(SCHEME, "s3a", "s3p");

    private static final Map<S3Settings, S3Connection> SHARED = new HashMap<>();

    /** What servers without regions are told. */
    private static final Region ANY_REGION = Region.US_EAST_1;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Shorter than the 20 seconds after which S3 hangs up. */
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final S3Settings settings;
    private final SegmentPool memory;
    private final ExecutorService transfers;
    private final CallTimer timer = new CallTimer("s3-timer");
    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final S3Objects objects;
    private final S3Uploads uploads;
    private final S3Objects once;

    private S3Connection(S3Settings settings) {
        this.settings = settings;
        this.memory = new SegmentPool(settings.uploads().memoryBytes());
        this.transfers = TransferThreads.start("s3-transfer", settings.requests().connections());
        this.http = http(settings.requests());
        this.credentials = credentials();
        S3Requests again =
                new S3Requests(
                        client(
                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                        .maxAttempts(settings.requests().retries() + 1)
                                        .build()),
                        settings);
        this.objects = new S3Objects(again);
        this.uploads = new S3Uploads(again);
        this.once = new S3Objects(new S3Requests(client(AwsRetryStrategy.doNotRetry()), settings));
    }

    /**
     * The process' connection with these settings.
     *
     * @throws IOException when no client can be made: no region, for example
     */
    public static S3Connection shared(S3Settings settings) throws IOException {
        synchronized (SHARED) {
            S3Connection connection = SHARED.get(settings);
            if (connection == null) {
                try {
                    connection = new S3Connection(settings);
                } catch (SdkException e) {
                    throw new IOException(
                            "can't make a client for S3: %s (keys s3.endpoint.region, s3.endpoint, s3.access-key)"
                                    .formatted(e.getMessage()),
                            e);
                }
                SHARED.put(settings, connection);
            }
            return connection;
        }
    }

    @Override
    public S3Objects objects() {
        return objects;
    }

    @Override
    public S3Uploads uploads() {
        return uploads;
    }

    @Override
    public S3Objects once() {
        return once;
    }

    @Override
    public SegmentPool memory() {
        return memory;
    }

    @Override
    public Executor transfers() {
        return transfers;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Set<String> schemes() {
        return SCHEMES;
    }

    @Override
    public FileSettings files() {
        return new FileSettings(
                settings.uploads().partBytes(), settings.entropy(), settings.checkpointDirectory());
    }

    private S3Client client(RetryStrategy retries) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(http)
                        .credentialsProvider(credentials)
                        .forcePathStyle(settings.pathStyle())
                        // Uploads bring their own.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        // What is sent lies in memory and has its checksum in a header.
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .chunkedEncodingEnabled(false)
                                        .expectContinueEnabled(false)
                                        .build())
                        .overrideConfiguration(
                                each ->
                                        each.retryStrategy(retries)
                                                .addExecutionInterceptor(new UnusedHeaders())
                                                .scheduledExecutorService(timer)
                                                .apiCallAttemptTimeout(
                                                        settings.requests().attemptTimeout())
                                                .apiCallTimeout(settings.requests().callTimeout()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        region().ifPresent(builder::region);
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        AwsCredentialsProvider own =
                settings.credentials()
                        .map(S3Connection::fixed)
                        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        return settings.role().map(role -> assumed(role, own)).orElse(own);
    }

    private static AwsCredentialsProvider fixed(StaticCredentials credentials) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey()));
    }

    private AwsCredentialsProvider assumed(AssumedRole role, AwsCredentialsProvider own) {
        StsClientBuilder sts = StsClient.builder().httpClient(http).credentialsProvider(own);
        region().ifPresent(sts::region);
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts.build())
                .refreshRequest(
                        request ->
                                request.roleArn(role.arn())
                                        .roleSessionName(role.sessionName())
                                        .externalId(role.externalId().orElse(null)))
                .build();
    }

    private Optional<Region> region() {
        Optional<URI> endpoint = settings.endpoint();
        return settings.region()
                .map(Region::of)
                .or(() -> endpoint.isPresent() ? Optional.of(ANY_REGION) : Optional.empty());
    }

    private static SdkHttpClient http(Requests requests) {
        Duration attempt = requests.attemptTimeout();
        return Apache5HttpClient.builder()
                .maxConnections(requests.connections())
                .connectionTimeout(
                        attempt.compareTo(CONNECT_TIMEOUT) < 0 ? attempt : CONNECT_TIMEOUT)
                .socketTimeout(attempt)
                .connectionAcquisitionTimeout(attempt)
                .connectionMaxIdleTime(IDLE)
                .tcpKeepAlive(true)
                .expectContinueEnabled(false)
                .build();
    }
}
