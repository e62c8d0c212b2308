package io.spillway.gcs.store;

import io.spillway.checkpoint.testing.SelfTestContract;
import io.spillway.gcs.testing.GcsCloud;

class SelfTestIT extends SelfTestContract {
    SelfTestIT() {
        super(new GcsCloud(), new GcsStoreProvider());
    }
}
