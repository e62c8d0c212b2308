package io.spillway.checkpoint.settings;

import java.util.Optional;

/**
 * How files are written.
 *
 * @param partBytes of a part of a large file
 * @param checkpointDirectory where Flink keeps checkpoints, as far as the configuration says it
 */
public record FileSettings(
        long partBytes, Optional<Entropy> entropy, Optional<String> checkpointDirectory) {}
