package io.spillway.s3.store;

import io.spillway.checkpoint.testing.SelfTestContract;
import io.spillway.s3.testing.S3Cloud;

class SelfTestIT extends SelfTestContract {
    SelfTestIT() {
        super(new S3Cloud(), new S3StoreProvider());
    }
}
