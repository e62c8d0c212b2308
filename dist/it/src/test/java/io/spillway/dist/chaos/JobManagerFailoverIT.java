package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to a JobManager that leads, and to the store that it leads by. */
class JobManagerFailoverIT {

    private static final Fault SLOW_DOWN = new Fault.Answer(503, "SlowDown");

    @TempDir private Path work;

    @Test
    void onADirectoryTheOtherJobManagerGoesOnWithTheJob() throws Exception {
        FailoverProof.of(
                work,
                Map.of(),
                (fleet, proof) -> {
                    URI first = fleet.firstAddress();
                    LoopbackAddresses at = LoopbackAddresses.onFreePorts();
                    JobManagerProcess second = fleet.startStandby(at);
                    // Who came first leads on.
                    FailoverProof.awaitThat(() -> fleet.runs(first));

                    // Frozen for longer than its lease, and awake when another leads.
                    freezeBetweenWrites(fleet.firstJobManager());
                    proof.awaitLeader(at.restUrl());
                    fleet.firstJobManager().thaw();
                    proof.awaitProgress();
                    proof.awaitLeader(at.restUrl());
                    assertThat(fleet.firstJobManager().isAlive()).as("stands by").isTrue();

                    // Killed, as a machine that is lost.
                    second.kill();
                    proof.awaitLeader(first);

                    // Asked to go: nobody has to wait for the lease.
                    LoopbackAddresses next = LoopbackAddresses.onFreePorts();
                    JobManagerProcess third = fleet.startStandby(next);
                    fleet.firstJobManager().close();
                    proof.awaitLeader(next.restUrl());
                    assertThat(third.isAlive()).isTrue();
                });
    }

    /**
     * One that is frozen while it has the directory's lock, for the moment of a rename, keeps the
     * others out, as {@code LocalDirectoryStore} says.
     */
    private void freezeBetweenWrites(JobManagerProcess jobManager) throws IOException {
        Path lock = work.resolve("checkpoints/ha/default/spillway/.lock");
        jobManager.freeze();
        while (isHeld(lock)) {
            jobManager.thaw();
            jobManager.freeze();
        }
    }

    private static boolean isHeld(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock mine = channel.tryLock()) {
            return mine == null;
        }
    }

    @Test
    void onS3OneOfTwoLeadsAndAStoreInTroubleCostsNoRecord() throws Exception {
        try (MockS3 s3 = MockS3.open()) {
            oneOfTwoLeads(
                    s3.settings(),
                    "s3://" + MockS3.BUCKET,
                    (proof, leads) -> {
                        // Throttled: too little for a lease of 4 s, a look each second, and
                        // checkpoints. Whether the job goes on or stops is open; it comes back.
                        Throttle throttle = new Throttle();
                        s3.relay().fail(throttle, SLOW_DOWN, Integer.MAX_VALUE);
                        FailoverProof.awaitThat(() -> throttle.letThrough() >= 10);
                        s3.relay().reset();
                        proof.awaitLeader(leads.address());

                        gone(s3.relay(), Duration.ofSeconds(30), proof, leads);
                    });
        }
    }

    @Test
    void onCloudStorageOneOfTwoLeadsThoughAnObjectTakesOneWriteASecond() throws Exception {
        try (LocalStorage storage = LocalStorage.start()) {
            storage.limitWrites(Duration.ofSeconds(1));
            oneOfTwoLeads(
                    storage.settings(),
                    "gs://" + LocalStorage.BUCKET,
                    (proof, leads) -> gone(storage.relay(), Duration.ofSeconds(8), proof, leads));
        }
    }

    /** What is tried when the first leader was killed and the other one leads. */
    private interface Trouble {
        void with(FailoverProof proof, Leader leads) throws Exception;
    }

    /** A JobManager that should lead, and how to tell. */
    private record Leader(ChaosFleet fleet, URI address) {
        boolean leads() throws Exception {
            return fleet.runs(address);
        }
    }

    private void oneOfTwoLeads(Map<String, String> store, String bucket, Trouble trouble)
            throws Exception {
        LoopbackAddresses at = LoopbackAddresses.onFreePorts();
        AtomicReference<JobManagerProcess> second = new AtomicReference<>();
        Map<String, String> settings = new TreeMap<>(store);
        settings.put("execution.checkpointing.dir", bucket + "/failover/checkpoints");
        FailoverProof.of(
                work,
                settings,
                fleet -> {
                    second.set(fleet.startWithTwo(at));
                    return theOnlyLeader(fleet, List.of(fleet.firstAddress(), at.restUrl()));
                },
                (fleet, proof) -> {
                    // Killed, as a machine that is lost.
                    boolean firstLeads = fleet.runs(fleet.firstAddress());
                    URI next = firstLeads ? at.restUrl() : fleet.firstAddress();
                    (firstLeads ? fleet.firstJobManager() : second.get()).kill();
                    proof.awaitLeader(next);

                    trouble.with(proof, new Leader(fleet, next));
                });
    }

    /** For much longer than the lease, nobody leads, until it is back. */
    private static void gone(StoreRelay relay, Duration time, FailoverProof proof, Leader leads)
            throws Exception {
        long goneAt = System.nanoTime();
        relay.fail(any -> true, SLOW_DOWN, Integer.MAX_VALUE);
        FailoverProof.awaitThat(
                () -> System.nanoTime() - goneAt > time.toNanos() && !leads.leads());
        relay.reset();
        proof.awaitLeader(leads.address());
    }

    /** Waits until one of them runs the job; the others have none. */
    private static URI theOnlyLeader(ChaosFleet fleet, List<URI> jobManagers) throws Exception {
        List<URI> leaders = new ArrayList<>();
        FailoverProof.awaitThat(
                () -> {
                    leaders.clear();
                    for (URI each : jobManagers) {
                        if (fleet.runs(each)) {
                            leaders.add(each);
                        }
                    }
                    return !leaders.isEmpty();
                });
        assertThat(leaders).as("JobManagers that lead").hasSize(1);
        for (URI each : jobManagers) {
            assertThat(fleet.jobs(each)).as("jobs").isEqualTo(1);
        }
        return leaders.get(0);
    }

    /** Refuses all but one request a second. Thread-safe. */
    private static final class Throttle implements Predicate<SeenRequest> {
        private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

        private long last = System.nanoTime() - SECOND;
        private int through;

        @Override
        public synchronized boolean test(SeenRequest request) {
            long now = System.nanoTime();
            if (now - last < SECOND) {
                return true;
            }
            last = now;
            through++;
            return false;
        }

        synchronized int letThrough() {
            return through;
        }
    }
}
