package io.spillway.s3.jobs;

import io.spillway.checkpoint.testing.jobs.CheckpointRequestsContract;
import io.spillway.s3.testing.S3Cloud;

class CheckpointRequestsIT extends CheckpointRequestsContract {
    CheckpointRequestsIT() {
        super(new S3Cloud());
    }
}
