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
    private static final int TRIES = 3;

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
        testItself(store);
        Leadership.check(store);
        Manifests.check(store);
        LOG.info("High availability: {} holds what is written to it.", store.location());
    }

    /**
     * One lost answer must not keep a JobManager from starting: its writes are never sent again.
     */
    private static void testItself(ConditionalStore store) throws StoreException {
        for (int left = TRIES - 1; ; left--) {
            try {
                StoreSelfTest.run(store);
                return;
            } catch (StoreException e) {
                if (!e.mayPass() || left == 0) {
                    throw e;
                }
                LOG.warn("{} It is tried again.", e.getMessage());
            }
        }
    }
}
