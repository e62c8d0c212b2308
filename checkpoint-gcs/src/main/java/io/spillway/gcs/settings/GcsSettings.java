package io.spillway.gcs.settings;

import io.spillway.checkpoint.settings.Entropy;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.checkpoint.settings.Uploads;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All settings, checked. Equal settings share clients, threads and memory.
 *
 * @param rootUrl empty for Google's own
 * @param credentials whether requests carry some
 * @param keyFile a service account's; empty for the application's default credentials
 * @param checkpointDirectory where Flink keeps checkpoints, as far as the configuration says it
 */
public record GcsSettings(
        Optional<URI> rootUrl,
        boolean credentials,
        Optional<Path> keyFile,
        Optional<Entropy> entropy,
        Uploads uploads,
        Requests requests,
        Optional<String> checkpointDirectory) {}
