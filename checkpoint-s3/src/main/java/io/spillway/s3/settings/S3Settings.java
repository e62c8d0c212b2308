package io.spillway.s3.settings;

import io.spillway.checkpoint.settings.Entropy;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.checkpoint.settings.Uploads;
import java.net.URI;
import java.util.Optional;

/**
 * All settings, checked. Equal settings share clients, threads and memory.
 *
 * @param endpoint empty for Amazon's own
 * @param region empty for what AWS' default chain finds
 * @param credentials empty for AWS' default chain
 * @param checkpointDirectory where Flink keeps checkpoints, as far as the configuration says it
 */
public record S3Settings(
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<StaticCredentials> credentials,
        Optional<AssumedRole> role,
        Encryption encryption,
        Optional<Entropy> entropy,
        boolean requesterPays,
        Uploads uploads,
        Requests requests,
        Optional<String> checkpointDirectory) {}
