package io.spillway.ha.pointers;

import org.apache.flink.runtime.checkpoint.CheckpointStoreUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What checkpoints are called in a job's manifest. Names are in the order of the ids. */
public enum CheckpointNames implements CheckpointStoreUtil {
    INSTANCE;

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointNames.class);

    /** What all names begin with. */
    static final String PREFIX = "checkpoint-";

    @Override
    public String checkpointIDToName(long checkpointId) {
        return PREFIX + "%019d".formatted(checkpointId);
    }

    @Override
    public long nameToCheckpointID(String name) {
        try {
            if (name.startsWith(PREFIX)) {
                return Long.parseLong(name.substring(PREFIX.length()));
            }
        } catch (NumberFormatException e) {
            LOG.debug("Not a number", e);
        }
        LOG.warn("'{}' isn't the name of a checkpoint", name);
        return INVALID_CHECKPOINT_ID;
    }
}
