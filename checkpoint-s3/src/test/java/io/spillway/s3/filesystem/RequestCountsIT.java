package io.spillway.s3.filesystem;

import io.spillway.checkpoint.testing.RequestCountsContract;
import io.spillway.s3.testing.S3Cloud;

class RequestCountsIT extends RequestCountsContract {
    RequestCountsIT() {
        super(new S3Cloud());
    }
}
