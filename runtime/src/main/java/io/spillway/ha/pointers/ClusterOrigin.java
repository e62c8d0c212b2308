package io.spillway.ha.pointers;

import java.time.Instant;
import java.util.Optional;

/**
 * Who has set a cluster up: by it people tell it from another that has the same id by mistake.
 *
 * @param by the process that has stored its job first, by address and name
 * @param at when that process started, by its machine's clock; for people alone, compared with
 *     nothing
 * @param checkpoints where its checkpoints go, {@code execution.checkpointing.dir}; empty when that
 *     isn't set
 */
public record ClusterOrigin(String by, Instant at, Optional<String> checkpoints) {

    /** Whether both write their checkpoints to the same place. */
    boolean checkpointsAsIn(ClusterOrigin other) {
        return checkpoints.equals(other.checkpoints);
    }

    /** For people. */
    @Override
    public String toString() {
        return "set up by %s at %s, checkpoints in %s"
                .formatted(by, at, checkpoints.orElse("no directory"));
    }
}
