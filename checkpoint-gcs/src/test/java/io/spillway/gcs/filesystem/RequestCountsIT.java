package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.RequestCountsContract;
import io.spillway.gcs.testing.GcsCloud;

class RequestCountsIT extends RequestCountsContract {
    RequestCountsIT() {
        super(new GcsCloud());
    }
}
