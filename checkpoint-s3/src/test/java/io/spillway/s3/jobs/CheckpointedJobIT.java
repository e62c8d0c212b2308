package io.spillway.s3.jobs;

import io.spillway.checkpoint.testing.jobs.CheckpointedJobContract;
import io.spillway.s3.testing.S3Cloud;

class CheckpointedJobIT extends CheckpointedJobContract {
    CheckpointedJobIT() {
        super(new S3Cloud());
    }
}
