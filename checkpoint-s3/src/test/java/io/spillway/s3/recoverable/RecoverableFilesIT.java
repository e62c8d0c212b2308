package io.spillway.s3.recoverable;

import io.spillway.checkpoint.testing.RecoverableFilesContract;
import io.spillway.s3.testing.S3Cloud;

class RecoverableFilesIT extends RecoverableFilesContract {
    RecoverableFilesIT() {
        super(new S3Cloud());
    }
}
