package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.FailuresContract;
import io.spillway.gcs.testing.GcsCloud;

class FailuresIT extends FailuresContract {
    FailuresIT() {
        super(new GcsCloud());
    }
}
