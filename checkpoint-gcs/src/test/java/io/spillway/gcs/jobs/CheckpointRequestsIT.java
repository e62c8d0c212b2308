package io.spillway.gcs.jobs;

import io.spillway.checkpoint.testing.jobs.CheckpointRequestsContract;
import io.spillway.gcs.testing.GcsCloud;

class CheckpointRequestsIT extends CheckpointRequestsContract {
    CheckpointRequestsIT() {
        super(new GcsCloud());
    }
}
