package io.spillway.gcs.output;

import io.spillway.checkpoint.testing.WritingContract;
import io.spillway.gcs.testing.GcsCloud;

class WritingIT extends WritingContract {
    WritingIT() {
        super(new GcsCloud());
    }
}
