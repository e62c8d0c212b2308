package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to a JobManager that leads, and to the store that it leads by. */
class JobManagerFailoverIT {

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
                    assertThat(fleet.runs(first)).as("who came first leads on").isTrue();

                    // Frozen for longer than its lease, and awake when another leads.
                    fleet.firstJobManager().freeze();
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

    @Test
    void onS3TheOtherJobManagerGoesOnAndAStoreThatIsAwayCostsNoRecord() throws Exception {
        try (MockS3 s3 = MockS3.open()) {
            AtomicBoolean away = new AtomicBoolean();
            s3.relay()
                    .fail(
                            request -> away.get(),
                            new Fault.Answer(503, "SlowDown"),
                            Integer.MAX_VALUE);
            Map<String, String> settings = s3.settings();
            settings.put(
                    "execution.checkpointing.dir",
                    "s3://" + MockS3.BUCKET + "/failover/checkpoints");
            FailoverProof.of(
                    work,
                    settings,
                    (fleet, proof) -> {
                        URI first = fleet.firstAddress();
                        LoopbackAddresses at = LoopbackAddresses.onFreePorts();
                        fleet.startStandby(at);

                        fleet.firstJobManager().kill();
                        proof.awaitLeader(at.restUrl());

                        // For longer than the lease: nobody leads, until it is back.
                        away.set(true);
                        Awaitility.await()
                                .atMost(Duration.ofMinutes(1))
                                .until(() -> !fleet.runs(at.restUrl()));
                        away.set(false);
                        proof.awaitLeader(at.restUrl());
                        assertThat(fleet.runs(first)).isFalse();
                    });
        }
    }
}
