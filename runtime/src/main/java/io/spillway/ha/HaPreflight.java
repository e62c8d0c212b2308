package io.spillway.ha;

import io.spillway.ha.election.Leadership;
import io.spillway.ha.pointers.Manifests;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is found out of a cluster's store before a JobManager stands for election. */
public final class HaPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(HaPreflight.class);

    private HaPreflight() {}

    /**
     * Opens the store, tests it, and reads what is there: the lease and all manifests. Blocks.
     *
     * @throws StoreException when it can't be used, or can't be asked, or something that is there
     *     isn't what this Spillway writes; the message says what to do
     */
    public static void check(Configuration configuration) throws StoreException {
        try (ConditionalStore store =
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration)) {
            check(store);
        }
    }

    static void check(ConditionalStore store) throws StoreException {
        StoreSelfTest.run(store);
        Leadership.check(store);
        Manifests.check(store);
        LOG.info("High availability: {} holds what is written to it.", store.location());
    }
}
