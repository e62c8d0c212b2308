package io.spillway.localcloud.aws.metadata;

/**
 * A launch template's metadata options (EC2 API reference, "InstanceMetadataOptionsRequest").
 *
 * @param enabled {@code HttpEndpoint}
 * @param tokensRequired {@code HttpTokens}: whether a request without a token is refused (IMDSv2
 *     only)
 * @param tags {@code InstanceMetadataTags}: whether the instance's tags are there
 */
public record MetadataOptions(boolean enabled, boolean tokensRequired, boolean tags) {

    /** On, with tokens alone, and with tags, as our launch templates have it. */
    public static final MetadataOptions DEFAULT = new MetadataOptions(true, true, true);
}
