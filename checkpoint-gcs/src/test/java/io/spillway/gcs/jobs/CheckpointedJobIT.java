package io.spillway.gcs.jobs;

import io.spillway.checkpoint.testing.jobs.CheckpointedJobContract;
import io.spillway.gcs.testing.GcsCloud;

class CheckpointedJobIT extends CheckpointedJobContract {
    CheckpointedJobIT() {
        super(new GcsCloud());
    }
}
