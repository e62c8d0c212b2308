package io.spillway.spi.store;

import io.spillway.testing.ConditionalStoreContract;
import io.spillway.testing.InMemoryStore;

class InMemoryStoreTest extends ConditionalStoreContract {
    private final InMemoryStore store = new InMemoryStore();

    @Override
    protected ConditionalStore open() {
        return store;
    }
}
