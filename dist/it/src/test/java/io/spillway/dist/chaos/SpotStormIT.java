package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.AwsFleet;
import io.spillway.bench.cluster.CloudCluster;
import io.spillway.localcloud.aws.api.ApiCall;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookOutcome.End;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.machine.CloudMachine;
import io.spillway.localcloud.objectstore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What AWS does to Spot instances, several things at a time and with its services disturbed. The
 * job goes on each time with every record counted once and none processed again, and no instance is
 * taken away before its drain is over. {@code -Dstorm.instances=15} makes the fleet larger.
 */
class SpotStormIT {
    private static final int INSTANCES = Integer.getInteger("storm.instances", 4);

    /**
     * Less than a drain for scale-in takes here, until it is noticed and with all that leave at
     * once; and as much as that leaves, for an agent that can't tell every second on a busy machine
     * that it is at work.
     */
    private static final Duration HOOK = Duration.ofSeconds(11);

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spillway.lifecycle.heartbeat-interval", "1 s",
                    "spillway.drain.coalesce-window", "14 s");

    private static Storm<AwsFleet> storm;
    private static Map<String, Integer> callsOfTheStart;

    private final List<String> leaving = new ArrayList<>();
    private int outcomes;

    @BeforeAll
    static void start() throws Exception {
        storm =
                Storm.over(
                        SpotStormIT.class,
                        CloudCluster.Plan.of(INSTANCES, SETTINGS).at(Storm.RECORDS_PER_SECOND),
                        AwsFleet.of(HOOK, true));
        callsOfTheStart = storm.fleet().aws().autoScaling().counts();
    }

    @AfterAll
    static void close() {
        storm.close();
    }

    @BeforeEach
    void calm() throws Exception {
        storm.calm(INSTANCES);
        outcomes = storm.fleet().group().hookOutcomes().size();
    }

    @AfterEach
    void everyRecordWasCountedOnce() throws Exception {
        storm.assertMovedByPlan();
        storm.assertDrained(leaving);
        assertThat(terminations())
                .hasSameSizeAs(leaving)
                .allSatisfy(each -> assertThat(each.end()).as("%s", each).isEqualTo(End.COMPLETED));
    }

    /** A boot that takes long is told to the hook meanwhile. */
    @Test
    void eachInstanceCompletesItsLaunchByOneCall() {
        Map<String, Integer> calls = new TreeMap<>(callsOfTheStart);
        calls.remove("RecordLifecycleActionHeartbeat");

        assertThat(calls)
                .isEqualTo(
                        Map.of(
                                "DescribeLifecycleHooks",
                                INSTANCES,
                                "CompleteLifecycleAction",
                                INSTANCES));
    }

    @Test
    void manyAreReclaimedAtOnceAndReplaced() throws Exception {
        leaving.addAll(storm.cluster().inService().subList(0, INSTANCES * 2 / 3));

        storm.reclaim(leaving);

        storm.awaitEnded(leaving);
    }

    /** A call whose reply was lost is made again, and finds that nobody waits any more. */
    @Test
    void theGroupShrinksByOneMoveWhileItsApiIsThrottledAndRepliesAreLost() throws Exception {
        String complete = "CompleteLifecycleAction";
        var autoScaling = storm.fleet().aws().autoScaling();
        autoScaling.reset();
        autoScaling.fail(complete, new Fault.Answer(400, "Throttling"), 3);
        autoScaling.fail(complete, new Fault.DropReply(), 2);

        storm.fleet().resize(INSTANCES - 2);
        awaitLeaving(2);
        storm.awaitEnded(leaving);

        assertThat(storm.restarts()).isEqualTo(1);
        assertThat(autoScaling.calls())
                .filteredOn(call -> call.action().equals(complete))
                .extracting(ApiCall::outcome)
                .contains("Throttling", ApiCall.NO_ANSWER, "ValidationError");
    }

    @Test
    void anInstanceThatIsDrainedForScaleInIsReclaimedMeanwhile() throws Exception {
        storm.fleet().resize(INSTANCES - 1);
        awaitLeaving(1);
        String instance = leaving.get(0);
        storm.awaitLog(instance, "IN_SERVICE -> DRAINING");
        storm.fleet().reclaim(instance);
        storm.awaitEnded(leaving);

        assertThat(storm.restarts()).isEqualTo(1);
    }

    @Test
    void thatMetadataDontAnswerIsNoNotice() throws Exception {
        List<CloudMachine> machines =
                storm.cluster().inService().stream().map(storm::machine).toList();
        CloudMachine last = machines.get(machines.size() - 1);
        int asked = last.metadataServer().requests().size();
        machines.forEach(each -> each.metadataServer().fail(new Fault.Answer(503, "Unavailable")));
        storm.await(
                "metadata have been asked in vain",
                () -> last.metadataServer().requests().size() > asked + 3);
        machines.forEach(each -> each.metadataServer().restore());

        for (CloudMachine each : machines) {
            assertThat(storm.log(each.id())).doesNotContain("DRAINING");
        }
        leaving.add(last.id());
        storm.fleet().reclaim(last.id());
        storm.awaitEnded(leaving);
    }

    /** Until the group lets so many go. */
    private void awaitLeaving(int count) throws BenchException, InterruptedException {
        storm.await(
                count + " instances are leaving",
                () -> {
                    leaving.clear();
                    storm.fleet().aws().instances().stream()
                            .map(Ec2Instance::id)
                            .filter(SpotStormIT::isLeaving)
                            .forEach(leaving::add);
                    return leaving.size() == count;
                });
    }

    private static boolean isLeaving(String instance) {
        return storm.fleet().group().state(instance).filter(LifecycleState::isLeaving).isPresent();
    }

    private List<HookOutcome> terminations() {
        List<HookOutcome> all = storm.fleet().group().hookOutcomes();
        return all.subList(outcomes, all.size()).stream()
                .filter(each -> leaving.contains(each.instance()))
                .toList();
    }
}
