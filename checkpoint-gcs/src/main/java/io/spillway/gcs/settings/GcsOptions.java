package io.spillway.gcs.settings;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The keys, named as flink-gs-fs-hadoop names them where it has them, and else as those of S3. */
public final class GcsOptions {
    public static final ConfigOption<String> ROOT_URL =
            ConfigOptions.key("gs.storage.root.url")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("fs.gs.storage.root.url")
                    .withDescription(
                            "Address of a server that speaks Cloud Storage's JSON API, with http or https. Empty: STORAGE_EMULATOR_HOST of the environment, and without that Google's own.");

    public static final ConfigOption<Boolean> NO_CREDENTIALS =
            ConfigOptions.key("gs.auth.null.enable")
                    .booleanType()
                    .defaultValue(false)
                    .withFallbackKeys("fs.gs.auth.null.enable")
                    .withDescription(
                            "Whether requests carry no credentials, as emulators and public buckets want it.");

    public static final ConfigOption<String> KEY_FILE =
            ConfigOptions.key("gs.auth.service.account.json.keyfile")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("fs.gs.auth.service.account.json.keyfile")
                    .withDescription(
                            "File with a service account's key. Empty: the application's default credentials (environment, gcloud, machine), which is safer.");

    public static final ConfigOption<String> ENTROPY_KEY =
            ConfigOptions.key("gs.entropy.key")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Part of a path that random characters replace in checkpoints' data files, right after the bucket's name: _entropy_ for gs://bucket/_entropy_/checkpoints.");

    public static final ConfigOption<Integer> ENTROPY_LENGTH =
            ConfigOptions.key("gs.entropy.length")
                    .intType()
                    .defaultValue(4)
                    .withDescription("How many random characters.");

    public static final ConfigOption<Boolean> CHECKSUMS =
            ConfigOptions.key("gs.checksum-validation.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription("Whether uploads carry a CRC-32C that the server verifies.");

    public static final ConfigOption<MemorySize> MEMORY =
            ConfigOptions.key("gs.upload.memory")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(64))
                    .withDescription(
                            "Heap that all streams of a process together hold for what they upload and read ahead. Writers wait when it is used up.");

    public static final ConfigOption<MemorySize> PART_SIZE =
            ConfigOptions.key("gs.upload.part-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(8))
                    .withDescription(
                            "Size of a part of a large file. What is smaller is written by one request.");

    public static final ConfigOption<Integer> MAX_CONNECTIONS =
            ConfigOptions.key("gs.connection.max")
                    .intType()
                    .defaultValue(64)
                    .withDescription("Connections of a process at most.");

    public static final ConfigOption<Duration> ATTEMPT_TIMEOUT =
            ConfigOptions.key("gs.attempt-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription("How long a connection may be silent.");

    public static final ConfigOption<Duration> CALL_TIMEOUT =
            ConfigOptions.key("gs.call-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(2))
                    .withDescription(
                            "For how long a request is tried again. A copy on the server may take it in one attempt.");

    public static final ConfigOption<Integer> RETRIES =
            ConfigOptions.key("gs.retries")
                    .intType()
                    .defaultValue(5)
                    .withDescription(
                            "How often a request is tried again after time-outs, throttling and errors of the server.");

    private GcsOptions() {}
}
