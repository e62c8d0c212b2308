package io.spillway.ha;

import io.spillway.ha.election.Leadership;
import io.spillway.ha.pointers.ClusterSetup;
import io.spillway.ha.pointers.Manifests;
import io.spillway.ha.pointers.StoredJobs;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is found out of a cluster's store before a JobManager stands for election. */
public final class HaPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(HaPreflight.class);
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private HaPreflight() {}

    /**
     * Whether a job is stored that the next leader goes on with. Blocks.
     *
     * @throws StoreException when the store can't be read
     */
    public static boolean isJobStored(Configuration configuration) throws StoreException {
        try (ConditionalStore store =
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration)) {
            return StoreQuestions.ask(() -> Manifests.look(store, REQUEST)).any();
        }
    }

    /**
     * Opens the store, tests it, reads what is there, and looks whether a job is stored that isn't
     * this process's: started with another program, or with its checkpoints elsewhere. Blocks.
     *
     * @param mine what this process starts
     * @param supersedes the hash of a jar whose stored jobs have been stopped for an upgrade
     * @throws StoreException when it can't be used, or can't be asked, or something that is there
     *     isn't what this Spillway writes; the message says what to do
     * @throws OtherProgramException when there is such a job
     */
    public static void check(
            Configuration configuration, JobFingerprint mine, Optional<String> supersedes)
            throws StoreException, OtherProgramException {
        try (ConditionalStore store =
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration)) {
            check(store);
            ClusterSetup setup = ClusterSetup.of(configuration, mine);
            StoredJobs stored = StoreQuestions.ask(() -> Manifests.look(store, REQUEST));
            if (stored.areNotOf(setup) && supersedes.filter(stored::areFromJar).isEmpty()) {
                throw new OtherProgramException(Manifests.location(store), stored, setup);
            }
            LOG.info("High availability: {} holds what is written to it.", store.location());
        }
    }

    /**
     * What a cluster's store holds.
     *
     * @param location where it is
     * @param leader the leader's REST API; empty while nobody leads
     * @param jobStored whether a job is stored that the next leader goes on with
     */
    public record ClusterState(String location, Optional<String> leader, boolean jobStored) {}

    /**
     * Opens the store, tests it and reads what is there. Blocks.
     *
     * @throws StoreException as for {@link #check(Configuration, JobFingerprint, Optional)}
     */
    public static ClusterState examine(Configuration configuration) throws StoreException {
        try (ConditionalStore store =
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration)) {
            check(store);
            return StoreQuestions.ask(
                    () ->
                            new ClusterState(
                                    store.location(),
                                    Leadership.restAddress(store),
                                    Manifests.look(store, REQUEST).any()));
        }
    }

    /**
     * Tests the store, whose writes are never sent again, and reads what is there: the lease and
     * all manifests.
     */
    static void check(ConditionalStore store) throws StoreException {
        ask(StoreSelfTest::run, store);
        ask(Leadership::check, store);
        ask(Manifests::check, store);
    }

    @FunctionalInterface
    private interface Check {
        void of(ConditionalStore store) throws StoreException;
    }

    private static void ask(Check check, ConditionalStore store) throws StoreException {
        boolean unused =
                StoreQuestions.ask(
                        () -> {
                            check.of(store);
                            return true;
                        });
    }
}
