package io.spillway.aws.diagnosis;

import io.spillway.cloud.diagnosis.Look;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Which region is meant, and whether the buckets are in it.
 *
 * @param chosen by the SDK's own rules; throws the SDK's exception
 * @param s3 where S3 is, by region
 * @param buckets those of the configuration
 */
record PlaceChecks(
        Surroundings aws, Supplier<Region> chosen, Function<String, URI> s3, List<String> buckets) {
    private static final String REGION_HEADER = "x-amz-bucket-region";

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Look("Region", timeout -> region()));
        for (String bucket : buckets) {
            checks.add(new Look("Bucket", timeout -> bucket(bucket, timeout)));
        }
        return checks;
    }

    private Finding region() throws Exception {
        String region;
        try {
            region = chosen.get().id();
        } catch (SdkClientException e) {
            return Finding.failure(
                    "none is set, and no metadata tell it",
                    "set AWS_REGION, or a region in the profile, to the one of the group");
        }
        if (!aws.onMachine()) {
            return Finding.ok(region);
        }
        try {
            String own = aws.region();
            return own.equals(region)
                    ? Finding.ok(region)
                    : Finding.warning(
                            "%s, but the instance is in %s: metrics and buckets are looked for in %s"
                                    .formatted(region, own, region),
                            "unset AWS_REGION, or set it to " + own);
        } catch (CloudException e) {
            return Finding.ok(region + ", not from the metadata");
        }
    }

    /** By what S3 says to anybody of a bucket, whether it may be read or not. */
    private Finding bucket(String bucket, Duration timeout) throws Exception {
        String region;
        try {
            region = aws.region();
        } catch (CloudException e) {
            return Finding.skipped("the region isn't known");
        }
        URI uri = URI.create(s3.apply(region) + "/" + bucket);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        int status;
        Optional<String> there;
        try {
            connection.setRequestMethod("HEAD");
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) timeout.toMillis() / 3);
            connection.setReadTimeout((int) timeout.toMillis() / 3);
            status = connection.getResponseCode();
            there = Optional.ofNullable(connection.getHeaderField(REGION_HEADER));
        } catch (IOException e) {
            return Finding.failure(
                    "%s can't be reached (%s)".formatted(uri, e.getMessage()),
                    "look whether the network leads to S3: a gateway endpoint in the VPC, or a NAT gateway");
        } finally {
            connection.disconnect();
        }
        if (status == HttpURLConnection.HTTP_NOT_FOUND) {
            return Finding.failure(
                    "there is no bucket " + bucket,
                    "make it, or correct execution.checkpointing.dir and high-availability.storageDir");
        }
        if (there.isEmpty()) {
            return Finding.skipped("%s doesn't tell where %s is".formatted(uri.getHost(), bucket));
        }
        return there.get().equals(region)
                ? Finding.ok("%s in %s".formatted(bucket, region))
                : Finding.failure(
                        "%s is in %s, this is %s: slow, and each byte costs"
                                .formatted(bucket, there.get(), region),
                        "use a bucket in %s, or set s3.endpoint.region: %s if it is meant to be there"
                                .formatted(region, there.get()));
    }
}
