package io.spillway.bench.store.server.sdk;

import io.spillway.bench.store.server.ServerObjects;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects by an S3 client of their own. */
final class SdkObjects implements ServerObjects {
    private final S3Client client;
    private final URI endpoint;
    private final String bucket;
    private final AwsCredentialsProvider credentials;
    private final Region region;

    SdkObjects(URI endpoint, String bucket, AwsCredentialsProvider credentials, Region region) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.credentials = credentials;
        this.region = region;
        this.client =
                S3Client.builder()
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .endpointOverride(endpoint)
                        .region(region)
                        .credentialsProvider(credentials)
                        .forcePathStyle(true)
                        // Not all servers know what newer SDKs add.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .build();
    }

    @Override
    public void put(String key, Supplier<InputStream> content, long bytes) throws IOException {
        asked(
                "PutObject of " + key,
                () ->
                        client.putObject(
                                request -> request.bucket(bucket).key(key),
                                RequestBody.fromContentProvider(
                                        content::get, bytes, "application/octet-stream")));
    }

    @Override
    public InputStream get(String key) throws IOException {
        return asked(
                "GetObject of " + key,
                () -> client.getObject(request -> request.bucket(bucket).key(key)));
    }

    @Override
    public List<String> below(String prefix) throws IOException {
        return asked(
                "ListObjectsV2 of " + prefix,
                () ->
                        client
                                .listObjectsV2Paginator(
                                        request -> request.bucket(bucket).prefix(prefix))
                                .contents()
                                .stream()
                                .map(S3Object::key)
                                .toList());
    }

    @Override
    public List<String> uploads(String prefix) throws IOException {
        return begun(prefix).stream().map(MultipartUpload::uploadId).toList();
    }

    private List<MultipartUpload> begun(String prefix) throws IOException {
        return asked(
                "ListMultipartUploads of " + prefix,
                () ->
                        client
                                .listMultipartUploadsPaginator(
                                        request -> request.bucket(bucket).prefix(prefix))
                                .uploads()
                                .stream()
                                .toList());
    }

    @Override
    public void clear(String prefix) throws IOException {
        for (String key : below(prefix)) {
            asked(
                    "DeleteObject of " + key,
                    () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
        }
        for (MultipartUpload each : begun(prefix)) {
            asked(
                    "AbortMultipartUpload of " + each.key(),
                    () ->
                            client.abortMultipartUpload(
                                    request ->
                                            request.bucket(bucket)
                                                    .key(each.key())
                                                    .uploadId(each.uploadId())));
        }
    }

    @Override
    public Map<String, String> environment() throws IOException {
        AwsCredentials known = asked("signing", credentials::resolveCredentials);
        Map<String, String> environment = new TreeMap<>();
        environment.put("AWS_REGION", region.id());
        environment.put("AWS_ACCESS_KEY_ID", known.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", known.secretAccessKey());
        if (known instanceof AwsSessionCredentials session) {
            environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        return environment;
    }

    private interface Request<T> {
        T send();
    }

    private <T> T asked(String what, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (SdkException e) {
            throw new IOException(
                    "%s, bucket %s: %s %s".formatted(endpoint, bucket, what, outcome(e)), e);
        }
    }

    private static String outcome(SdkException e) {
        if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            return "answered %d %s: %s"
                    .formatted(
                            answer.statusCode(),
                            answer.awsErrorDetails().errorCode(),
                            answer.awsErrorDetails().errorMessage());
        }
        return "failed: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        client.close();
    }
}
