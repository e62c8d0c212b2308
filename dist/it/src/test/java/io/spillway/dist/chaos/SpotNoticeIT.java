package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.cluster.AwsFleet;
import io.spillway.bench.cluster.CloudCluster;
import io.spillway.localcloud.machine.CloudMachine;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.SeenRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A Spot instance's own notice, where no capacity rebalancing has the group act on it as well: the
 * group hears of it when the instance has gone. The JobManager is a Spot instance, too. Checkpoints
 * are on S3, which is slow at times. {@code -Dstorm.outage.seconds=60} keeps the metadata service
 * away for longer.
 */
@TestMethodOrder(OrderAnnotation.class)
class SpotNoticeIT {
    private static final int INSTANCES = 2;
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("storm.outage.seconds", 5));

    /** Nobody waits for anything that long. */
    private static final Duration HOOK = Duration.ofMinutes(5);

    /** All is asked for ten times as often, and a drain is pending while it is taken back. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spillway.termination.poll-interval", "200 ms",
                    "spillway.drain.coalesce-window", "5 s",
                    "spillway.aws.drain-on-rebalance", "when-replaced",
                    "spillway.ha.lease", "8 s",
                    // Tasks write files of their own, however small their state is.
                    "execution.checkpointing.data-inline-threshold", "0 b");

    /** What a slow store takes longer to write a task's state. */
    private static final Duration SLOW_STATE = Duration.ofSeconds(3);

    /** The same of what the JobManager writes, which nobody else can do meanwhile. */
    private static final Duration SLOW_WRITE = Duration.ofSeconds(1);

    private static final Pattern TOO_LONG =
            Pattern.compile(
                    "the sources don't stop with a checkpoint for this move, since that may take (\\d+) ms");

    private static MockS3 s3;
    private static Storm<AwsFleet> storm;

    @BeforeAll
    static void start() throws Exception {
        s3 = MockS3.open();
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(s3.settings());
        settings.put(
                "execution.checkpointing.dir",
                "s3://%s/%s".formatted(MockS3.BUCKET, UUID.randomUUID()));
        storm =
                Storm.over(
                        SpotNoticeIT.class,
                        CloudCluster.Plan.of(INSTANCES, settings)
                                .replacingJobManager()
                                .at(Storm.RECORDS_PER_SECOND),
                        AwsFleet.of(HOOK, false));
    }

    @AfterAll
    static void close() {
        if (storm != null) {
            storm.close();
        }
        s3.close();
    }

    @BeforeEach
    void calm() throws Exception {
        s3.relay().reset();
        storm.calm(INSTANCES);
    }

    @Test
    @Order(1)
    void aNoticeThatIsWithdrawnCancelsTheDrain() throws Exception {
        String instance = storm.cluster().inService().get(0);

        storm.fleet().reclaim(instance);
        storm.awaitLog(instance, "IN_SERVICE -> DRAINING");
        storm.fleet().aws().withdrawReclaim(instance);
        storm.awaitLog(instance, "DRAINING -> IN_SERVICE");

        storm.assertMovedByPlan();
        assertThat(storm.restarts()).isZero();
        assertThat(storm.cluster().inService()).hasSize(INSTANCES).contains(instance);
    }

    /** What the last checkpoint took is more than what is left, so the job doesn't wait for one. */
    @Test
    @Order(2)
    void aSlowStoresCheckpointThatWouldComeTooLateIsNotWaitedFor() throws Exception {
        String instance = newest();
        String jobManager = storm.fleet().jobManagers().get(0);
        slowDownWrites();
        String trigger = storm.cluster().rest().triggerCheckpoint();
        storm.await("a checkpoint is slow", () -> storm.cluster().rest().isComplete(trigger));
        int read = storm.cluster().jobManagerLog(jobManager).length();

        storm.fleet().aws().reclaim(instance, Duration.ofSeconds(10));
        storm.awaitLog(instance, "DRAINING -> RELEASED");
        s3.relay().reset();

        assertThat(storm.log(instance)).contains("SPOT_INTERRUPTION by", "drained in");
        Matcher tooLong =
                TOO_LONG.matcher(storm.cluster().jobManagerLog(jobManager).substring(read));
        assertThat(tooLong.find()).isTrue();
        assertThat(Long.parseLong(tooLong.group(1)))
                .as("with its metadata, and what high availability keeps of it")
                .isGreaterThanOrEqualTo(SLOW_STATE.plus(SLOW_WRITE.multipliedBy(2)).toMillis());
        storm.await(
                instance + " has been replaced",
                () -> !storm.cluster().inService().contains(instance));
        storm.assertMoved();
    }

    /** Writes take longer from now on. */
    private static void slowDownWrites() {
        s3.relay().fail(SpotNoticeIT::isState, new Fault.Delay(SLOW_STATE), Integer.MAX_VALUE);
        s3.relay()
                .fail(
                        request -> request.method().equals("PUT"),
                        new Fault.Delay(SLOW_WRITE),
                        Integer.MAX_VALUE);
    }

    private static boolean isState(SeenRequest request) {
        return request.method().equals("PUT")
                && request.path().contains("/chk-")
                && !request.path().endsWith("/_metadata");
    }

    /**
     * One restart away from it, and one when it has joined again. The store is slow until it has
     * left, and there is time: the sources stop for a checkpoint of several seconds.
     */
    @Test
    @Order(3)
    void aNoticeThatIsWithdrawnAfterTheDrainGivesTheMachineBack() throws Exception {
        String instance = storm.cluster().inService().get(0);

        slowDownWrites();
        storm.fleet().reclaim(instance);
        storm.awaitLog(instance, "DRAINING -> RELEASED");
        s3.relay().reset();
        storm.fleet().aws().withdrawReclaim(instance);
        storm.awaitLog(instance, "RELEASED -> BOOTING");

        storm.assertMovedByPlan();
        assertThat(storm.restarts()).isEqualTo(2);
        assertThat(storm.cluster().inService()).hasSize(INSTANCES).contains(instance);
    }

    @Test
    @Order(4)
    void aNoticeThatComesWhileMetadataDontAnswerIsHeardAfterwards() throws Exception {
        String instance = newest();
        CloudMachine machine = storm.machine(instance);

        machine.metadataServer().fail(new Fault.Answer(503, "Unavailable"));
        long begun = System.nanoTime();
        storm.fleet().reclaim(instance);
        storm.await("the outage is over", () -> System.nanoTime() - begun > OUTAGE.toNanos());
        assertThat(storm.log(instance)).doesNotContain("DRAINING");
        machine.metadataServer().restore();

        storm.awaitLog(instance, "DRAINING -> RELEASED");
        assertThat(storm.log(instance)).contains("SPOT_INTERRUPTION by", "drained in");
        assertThat(machine.wasCut()).isFalse();
        // The end of the two minutes, a little earlier.
        storm.fleet().takeAway(instance);
        storm.await(
                instance + " has been replaced",
                () -> !storm.cluster().inService().contains(instance));
        storm.assertMovedByPlan();
    }

    /** One that nothing has happened to yet. */
    private static String newest() {
        return storm.cluster().inService().get(INSTANCES - 1);
    }

    /** The third machine is a spare: the job has slots for two. */
    @Test
    @Order(5)
    void aMachineAtRiskIsDrainedOnceThereIsAnother() throws Exception {
        String instance = newest();

        storm.fleet().aws().recommendRebalance(instance);
        storm.awaitLog(instance, "it isn't replaced yet: the job had 2 slots");
        assertThat(storm.log(instance)).doesNotContain("DRAINING");
        storm.fleet().resize(INSTANCES + 1);

        storm.awaitLog(instance, "DRAINING -> RELEASED");
        assertThat(storm.log(instance)).contains("REBALANCE by replacement in service");
        storm.await(
                instance + " has been replaced through its hook",
                storm.machine(instance)::hasEnded);
        assertThat(storm.machine(instance).wasCut()).isFalse();
        storm.assertMovedByPlan();
        assertThat(storm.restarts()).isEqualTo(1);
    }

    /** Nothing announces that to the JobManager: the next one goes on from the last checkpoint. */
    @Test
    @Order(6)
    void theJobManagersMachineIsReclaimedAndReplaced() throws Exception {
        String jobManager = storm.fleet().jobManagers().get(0);
        long started = storm.cluster().rest().startedMs();

        storm.fleet().takeAway(jobManager);

        storm.await(
                "another JobManager has the job",
                () -> storm.cluster().rest().startedMs() != started);
        storm.assertCountedOnce();
        assertThat(storm.machine(jobManager).hasEnded()).isTrue();
        for (String taskManager : storm.cluster().inService()) {
            assertThat(storm.log(taskManager)).doesNotContain("FAILED");
        }
    }
}
