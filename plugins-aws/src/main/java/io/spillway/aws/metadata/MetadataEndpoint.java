package io.spillway.aws.metadata;

import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Where the metadata service is, by the standard settings of all AWS SDKs: {@code
 * AWS_EC2_METADATA_SERVICE_ENDPOINT}, {@code AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE}, {@code
 * AWS_EC2_METADATA_DISABLED}, the same as system properties, and the profile's keys.
 *
 * @param uri without a slash at its end
 * @param chosen whether the user has said so, and it isn't the usual one of an instance
 * @param disabled whether the user has said that it isn't to be asked
 */
public record MetadataEndpoint(URI uri, boolean chosen, boolean disabled) {
    private static final String IPV4 = "http://169.254.169.254";
    private static final String IPV6 = "http://[fd00:ec2::254]";

    /** As this process' surroundings say. */
    public static MetadataEndpoint standard() {
        boolean disabled =
                SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValue().orElse(Boolean.FALSE);
        Optional<String> endpoint =
                SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT
                        .getNonDefaultStringValue()
                        .or(() -> inProfile(ProfileProperty.EC2_METADATA_SERVICE_ENDPOINT));
        if (endpoint.isPresent()) {
            return of(endpoint.get(), disabled);
        }
        Optional<String> mode =
                SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE
                        .getNonDefaultStringValue()
                        .or(() -> inProfile(ProfileProperty.EC2_METADATA_SERVICE_ENDPOINT_MODE));
        boolean six = mode.filter("ipv6"::equalsIgnoreCase).isPresent();
        return new MetadataEndpoint(URI.create(six ? IPV6 : IPV4), false, disabled);
    }

    /** One that the user has named. */
    public static MetadataEndpoint of(String address, boolean disabled) {
        return new MetadataEndpoint(URI.create(address.replaceAll("/+$", "")), true, disabled);
    }

    /** Reading profiles costs classes: only where there is a file. */
    private static Optional<String> inProfile(String property) {
        return Files.isReadable(ProfileFileLocation.configurationFilePath())
                ? ProfileFile.defaultProfileFile()
                        .profile(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
                        .flatMap(profile -> profile.property(property))
                : Optional.empty();
    }
}
