package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.AwsCluster;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.cluster.Waiting.Condition;
import io.spillway.dist.Installation;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookOutcome.End;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    private static final Duration NOTICE = Duration.ofMinutes(2);

    /** Less than a drain takes, until it is noticed and with all that leave at once. */
    private static final Duration HOOK = Duration.ofSeconds(8);

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spillway.lifecycle.heartbeat-interval", "1 s",
                    "spillway.drain.coalesce-window", "6 s");

    private static final Duration ENOUGH = Duration.ofSeconds(100);

    private static AwsCluster cluster;

    private final List<String> leaving = new ArrayList<>();
    private int outcomes;
    private int restarts;
    private int failures;

    @BeforeAll
    static void start() throws Exception {
        Path home = Installation.prepared().home();
        cluster =
                new AwsCluster(
                        new AwsCluster.Plan(INSTANCES, StateSize.SMALL, HOOK, SETTINGS), home);
        cluster.start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void calm() throws Exception {
        cluster.group().setDesiredCapacity(INSTANCES);
        cluster.awaitInService();
        cluster.awaitFlow();
        outcomes = cluster.group().hookOutcomes().size();
        restarts = cluster.rest().restarts();
        failures = cluster.rest().failures();
    }

    @AfterEach
    void everyRecordWasCountedOnce() throws Exception {
        cluster.awaitInService();
        cluster.awaitFlow();
        await("all has been repeated", cluster.output()::hasCaughtUp);
        assertThat(cluster.output().lost()).hasValue(0);
        assertThat(cluster.output().miscounted()).hasValue(0);
        assertThat(cluster.output().repeated()).isZero();
        assertThat(cluster.rest().failures()).isEqualTo(failures);
        for (String instance : leaving) {
            assertThat(machine(instance).killed()).as(instance + " was killed").isFalse();
        }
        assertThat(terminations())
                .hasSameSizeAs(leaving)
                .allSatisfy(each -> assertThat(each.end()).as("%s", each).isEqualTo(End.COMPLETED));
    }

    @Test
    void manyAreReclaimedAtOnceAndReplaced() throws Exception {
        leaving.addAll(cluster.inService().subList(0, INSTANCES * 2 / 3));

        leaving.forEach(each -> cluster.aws().reclaim(each, NOTICE));

        awaitTerminated();
    }

    @Test
    void theGroupShrinksByOneMoveWhileItsApiIsThrottled() throws Exception {
        cluster.aws()
                .autoScaling()
                .fail("CompleteLifecycleAction", new Fault.Answer(400, "Throttling"), 3);

        cluster.group().setDesiredCapacity(INSTANCES - 2);
        awaitLeaving(2);
        awaitTerminated();

        assertThat(cluster.rest().restarts() - restarts).isEqualTo(1);
    }

    @Test
    void anInstanceThatIsDrainedForScaleInIsReclaimedMeanwhile() throws Exception {
        cluster.group().setDesiredCapacity(INSTANCES - 1);
        awaitLeaving(1);
        String instance = leaving.get(0);
        await(
                instance + " is being drained",
                () -> log(instance).contains("IN_SERVICE -> DRAINING"));
        cluster.aws().reclaim(instance, NOTICE);
        awaitTerminated();

        assertThat(cluster.rest().restarts() - restarts).isEqualTo(1);
        assertThat(log(instance)).contains("DRAINING -> RELEASED", "drained in");
    }

    @Test
    void thatMetadataDontAnswerIsNoNotice() throws Exception {
        List<Ec2Instance> machines =
                cluster.inService().stream().map(SpotStormIT::machine).toList();
        Ec2Instance last = machines.get(machines.size() - 1);
        int asked = last.metadataServer().requests().size();
        machines.forEach(each -> each.metadataServer().fail(new Fault.Answer(503, "Unavailable")));
        await(
                "metadata have been asked in vain",
                () -> last.metadataServer().requests().size() > asked + 3);
        machines.forEach(each -> each.metadataServer().restore());

        for (Ec2Instance each : machines) {
            assertThat(log(each.id())).doesNotContain("DRAINING");
        }
        leaving.add(last.id());
        cluster.aws().reclaim(last.id(), NOTICE);
        awaitTerminated();
    }

    /** Until the group lets so many go. */
    private void awaitLeaving(int count) throws BenchException, InterruptedException {
        await(
                count + " instances are leaving",
                () -> {
                    leaving.clear();
                    cluster.aws().instances().stream()
                            .map(Ec2Instance::id)
                            .filter(SpotStormIT::isLeaving)
                            .forEach(leaving::add);
                    return leaving.size() == count;
                });
    }

    private static boolean isLeaving(String instance) {
        return cluster.group().state(instance).filter(LifecycleState::isLeaving).isPresent();
    }

    private void awaitTerminated() throws BenchException, InterruptedException {
        await(
                leaving + " have been terminated",
                () ->
                        leaving.stream()
                                .allMatch(
                                        each ->
                                                machine(each).state()
                                                        == Ec2Instance.State.TERMINATED));
    }

    private List<HookOutcome> terminations() {
        List<HookOutcome> all = cluster.group().hookOutcomes();
        return all.subList(outcomes, all.size()).stream()
                .filter(each -> leaving.contains(each.instance()))
                .toList();
    }

    private static Ec2Instance machine(String instance) {
        return cluster.aws().instance(instance).orElseThrow();
    }

    private static String log(String instance) throws IOException {
        Path folder = machine(instance).directory().resolve("log");
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith("agent.log")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static void await(String what, Condition condition)
            throws BenchException, InterruptedException {
        Waiting.until(what, ENOUGH, condition);
    }
}
