package io.spillway.gcs.recoverable;

import io.spillway.checkpoint.testing.RecoverableFilesContract;
import io.spillway.gcs.testing.GcsCloud;

class RecoverableFilesIT extends RecoverableFilesContract {
    RecoverableFilesIT() {
        super(new GcsCloud());
    }
}
