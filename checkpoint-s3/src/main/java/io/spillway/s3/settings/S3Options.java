package io.spillway.s3.settings;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The keys, named as flink-s3-fs-native names them where it has them. */
public final class S3Options {
    public static final ConfigOption<String> ENDPOINT =
            ConfigOptions.key("s3.endpoint")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Address of a server that speaks S3, with http or https. Empty: Amazon's own.");

    public static final ConfigOption<String> REGION =
            ConfigOptions.key("s3.endpoint.region")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("s3.region")
                    .withDescription(
                            "Region of the buckets. Empty: what AWS' default chain finds (environment, profile, machine), and us-east-1 beside an endpoint.");

    public static final ConfigOption<Boolean> PATH_STYLE =
            ConfigOptions.key("s3.path-style-access")
                    .booleanType()
                    .defaultValue(false)
                    .withFallbackKeys("s3.path.style.access")
                    .withDescription(
                            "Whether the bucket stands in the address' path and not in its host name, as most servers other than Amazon's want it.");

    public static final ConfigOption<String> ACCESS_KEY =
            ConfigOptions.key("s3.access-key")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("s3.access.key")
                    .withDescription(
                            "Access key. Empty: AWS' default chain (environment, web identity, profile, machine), which is safer.");

    public static final ConfigOption<String> SECRET_KEY =
            ConfigOptions.key("s3.secret-key")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("s3.secret.key")
                    .withDescription("Secret key that belongs to the access key.");

    public static final ConfigOption<String> ROLE =
            ConfigOptions.key("s3.assume-role.arn")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("ARN of a role to assume. Empty: none.");

    public static final ConfigOption<String> ROLE_EXTERNAL_ID =
            ConfigOptions.key("s3.assume-role.external-id")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("External id that the role asks for.");

    public static final ConfigOption<String> ROLE_SESSION =
            ConfigOptions.key("s3.assume-role.session-name")
                    .stringType()
                    .defaultValue("flink-s3-session")
                    .withDescription("Name of the role's sessions.");

    public static final ConfigOption<String> ENCRYPTION =
            ConfigOptions.key("s3.sse.type")
                    .stringType()
                    .defaultValue("none")
                    .withDescription(
                            "Encryption on the server: none (the bucket's own default), sse-s3 or sse-kms.");

    public static final ConfigOption<String> ENCRYPTION_KEY =
            ConfigOptions.key("s3.sse.kms.key-id")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("s3.sse.kms-key-id")
                    .withDescription("Key for sse-kms. Empty: the account's own for S3.");

    public static final ConfigOption<String> ENTROPY_KEY =
            ConfigOptions.key("s3.entropy.key")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Part of a path that random characters replace in checkpoints' data files, right after the bucket's name: _entropy_ for s3://bucket/_entropy_/checkpoints.");

    public static final ConfigOption<Integer> ENTROPY_LENGTH =
            ConfigOptions.key("s3.entropy.length")
                    .intType()
                    .defaultValue(4)
                    .withDescription("How many random characters.");

    public static final ConfigOption<Boolean> REQUESTER_PAYS =
            ConfigOptions.key("s3.requester-pays")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Whether to pay for requests to others' buckets.");

    public static final ConfigOption<Boolean> CHECKSUMS =
            ConfigOptions.key("s3.checksum-validation.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether uploads carry a CRC-32C that the server verifies. Some servers other than Amazon's don't know it.");

    public static final ConfigOption<MemorySize> MEMORY =
            ConfigOptions.key("s3.upload.memory")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(64))
                    .withDescription(
                            "Heap that all streams of a process together hold for what they upload and read ahead. Writers wait when it is used up.");

    public static final ConfigOption<MemorySize> PART_SIZE =
            ConfigOptions.key("s3.upload.part-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(8))
                    .withFallbackKeys("s3.upload.min.part.size")
                    .withDescription(
                            "Size of a part of a large file. What is smaller is written by one request.");

    public static final ConfigOption<Integer> MAX_CONNECTIONS =
            ConfigOptions.key("s3.connection.max")
                    .intType()
                    .defaultValue(64)
                    .withDescription("Connections of a process at most.");

    public static final ConfigOption<Duration> ATTEMPT_TIMEOUT =
            ConfigOptions.key("s3.attempt-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription(
                            "How long one attempt of a request may take, and how long a connection may be silent.");

    public static final ConfigOption<Duration> CALL_TIMEOUT =
            ConfigOptions.key("s3.call-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(2))
                    .withDescription(
                            "How long a request may take with all its attempts. Copies on the server and the end of a multipart upload may take it in one.");

    public static final ConfigOption<Integer> RETRIES =
            ConfigOptions.key("s3.retries")
                    .intType()
                    .defaultValue(5)
                    .withFallbackKeys("s3.retry.max-num-retries")
                    .withDescription(
                            "How often a request is tried again after time-outs, throttling and errors of the server.");

    private S3Options() {}
}
