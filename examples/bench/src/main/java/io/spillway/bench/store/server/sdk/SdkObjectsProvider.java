package io.spillway.bench.store.server.sdk;

import io.spillway.bench.store.server.S3ObjectsProvider;
import io.spillway.bench.store.server.ServerObjects;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Makes {@link SdkObjects}. */
public final class SdkObjectsProvider implements S3ObjectsProvider {
    private static final Region ANY_REGION = Region.US_EAST_1;

    @Override
    public ServerObjects open(URI endpoint, String bucket) {
        return open(endpoint, bucket, DefaultCredentialsProvider.builder().build(), region());
    }

    @Override
    public ServerObjects open(URI endpoint, String bucket, String accessKey, String secretKey) {
        return open(
                endpoint,
                bucket,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)),
                ANY_REGION);
    }

    private static ServerObjects open(
            URI endpoint, String bucket, AwsCredentialsProvider credentials, Region region) {
        return new SdkObjects(endpoint, bucket, credentials, region);
    }

    private static Region region() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            return ANY_REGION;
        }
    }
}
