package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.CloudCluster;
import io.spillway.bench.cluster.GcpFleet;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupEvent.Kind;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.service.ServedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What Google does to Spot VMs within its 30 s, and what the JobManager does to a managed instance
 * group that has no hook for drains, with services that are disturbed. Each record is counted once
 * whatever happens, and the group never has fewer VMs than its minimum, nor makes one anew that was
 * taken away. {@code -Dstorm.instances=15} makes the fleet larger, {@code
 * -Dstorm.outage.seconds=60} throttles metadata for longer.
 */
@TestMethodOrder(OrderAnnotation.class)
class PreemptionStormIT {
    private static final int INSTANCES = Integer.getInteger("storm.instances", 7);
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("storm.outage.seconds", 5));

    /** A minute takes 1.5 s: in each period is a number that is published once a second. */
    private static final double AUTOSCALER_SPEED = 40;

    /** How many go by scale-in, and what is left. */
    private static final int SURPLUS = 5;

    private static final int MINIMUM = INSTANCES - SURPLUS;

    private static final String DELETION = "/deleteInstances";
    private static final Fault THROTTLED = new Fault.Answer(429, "rateLimitExceeded");

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spillway.ha.lease", "8 s",
                    "spillway.scale-in.stabilization-window", "5 s",
                    "spillway.scaling.publish-interval", "1 s",
                    "spillway.scaling.window", "4 s",
                    // A busy machine takes that long to be itself again after a restart. What it
                    // says meanwhile would keep the machines.
                    "spillway.scaling.settle-time", "10 s",
                    "spillway.scaling.target-utilization", "1.0",
                    "spillway.scaling.catch-up-time", "1 d");

    private static final List<GroupEvent> EVENTS = new CopyOnWriteArrayList<>();
    private static Storm<GcpFleet> storm;

    private final Set<String> reasons = new HashSet<>();

    @BeforeAll
    static void start() throws Exception {
        storm =
                Storm.over(
                        PreemptionStormIT.class,
                        CloudCluster.Plan.of(INSTANCES, SETTINGS)
                                .replacingJobManager()
                                .at(Storm.RECORDS_PER_SECOND),
                        GcpFleet.of(AUTOSCALER_SPEED));
        group().addListener(EVENTS::add);
    }

    @AfterAll
    static void close() {
        if (storm != null) {
            storm.close();
        }
    }

    @BeforeEach
    void forget() {
        storm.fleet().gcp().computeApi().reset();
        EVENTS.clear();
    }

    @AfterEach
    void theGroupNeverHadTooFewAndCutNoPower() {
        assertThat(EVENTS)
                .allSatisfy(each -> assertThat(each.desired()).isGreaterThanOrEqualTo(MINIMUM));
        assertThat(EVENTS).extracting(GroupEvent::kind).doesNotContain(Kind.KILLED);
    }

    @Test
    @Order(1)
    void manyArePreemptedAtOnceAndMadeAnew() throws Exception {
        storm.calm(INSTANCES);
        // Those that come in their place hear of a preemption earlier.
        group().setTemplate(group().spec().template().withPreemptionNotice(Duration.ofMinutes(2)));
        List<String> preempted = storm.cluster().inService().subList(0, INSTANCES * 2 / 3);

        storm.reclaim(preempted);

        storm.awaitEnded(preempted);
        storm.assertMovedByPlan();
        storm.assertDrained(preempted);
    }

    /** The power button tells, too; and whoever was preempted meanwhile learns of it afterwards. */
    @Test
    @Order(2)
    void metadataAreThrottled() throws Exception {
        storm.calm(INSTANCES);
        List<String> machines = storm.cluster().inService();
        // The youngest are those that came for others.
        String atOnce = machines.get(0);
        String earlier = machines.get(INSTANCES - 1);
        assertThat(notice(atOnce)).isZero();
        assertThat(notice(earlier)).isGreaterThan(OUTAGE);

        machines.forEach(each -> storm.machine(each).metadataServer().fail(THROTTLED));
        long begun = System.nanoTime();
        storm.fleet().reclaim(atOnce);
        storm.fleet().reclaim(earlier);
        storm.awaitEnded(List.of(atOnce));
        storm.await("the outage is over", () -> System.nanoTime() - begun > OUTAGE.toNanos());
        for (String each : machines.subList(1, INSTANCES)) {
            assertThat(storm.log(each)).doesNotContain("DRAINING");
        }
        machines.forEach(each -> storm.machine(each).metadataServer().restore());
        storm.awaitLog(earlier, "DRAINING -> RELEASED");

        assertThat(storm.log(atOnce)).contains("SHUTDOWN by signal");
        assertThat(storm.log(earlier)).contains("PREEMPTION by instance/preempted");
        storm.assertDrained(List.of(atOnce, earlier));
        storm.fleet().takeAway(earlier);
        storm.awaitEnded(List.of(earlier));
        storm.assertMovedByPlan();
    }

    @Test
    @Order(3)
    void fiveGoByOneDrainAndOneRestartThoughARemovalIsRefusedAndAReplyIsLost() throws Exception {
        storm.calm(INSTANCES);
        // The autoscaler remembers for longer, and more may have been needed on a busy machine.
        storm.await(
                "so few are needed",
                () ->
                        stabilized() <= MINIMUM
                                && storm.fleet().autoscaler().neededSize() <= MINIMUM);
        storm.fleet().gcp().computeApi().fail(PreemptionStormIT::isDeletion, THROTTLED, 1);
        storm.fleet()
                .gcp()
                .computeApi()
                .fail(PreemptionStormIT::isDeletion, new Fault.DropReply(), 1);

        storm.fleet().resize(MINIMUM);
        awaitScaleIn();

        assertThat(storm.restarts()).isEqualTo(1);
        storm.assertMovedByPlan();
        assertThat(deletions()).contains(429, ServedRequest.NO_ANSWER);
        expectDeletedOnce(SURPLUS);
        assertThat(reasons).contains("SCALE_IN");
        assertThat(zones(storm.cluster().inService()))
                .as("zones of those that stay")
                .hasSize(Math.min(MINIMUM, storm.fleet().gcp().settings().zones().size()));
    }

    /** The first is preempted before the group has taken anything on, the second is lost so. */
    @Test
    @Order(4)
    void twoJobManagersAreLostAmidTheirScaleInAndTheThirdGoesOn() throws Exception {
        storm.calm(MINIMUM);
        storm.fleet()
                .gcp()
                .computeApi()
                .fail(PreemptionStormIT::isDeletion, THROTTLED, Integer.MAX_VALUE);
        group().resize(MINIMUM + 2);
        awaitDeletions(1);
        List<String> going = leaving();
        assertThat(going).hasSize(2);

        String first = jobManager();
        storm.fleet().reclaim(first);
        storm.awaitEnded(List.of(first));
        awaitDeletions(deletions().size() + 1);
        String second = jobManager();
        assertThat(second).isNotEqualTo(first);
        storm.fleet().takeAway(second);
        storm.awaitEnded(List.of(second));
        storm.fleet().gcp().computeApi().reset();
        awaitScaleIn();

        assertThat(jobManager()).isNotIn(first, second);
        storm.assertCountedOnce();
        assertThat(deletions()).containsExactly(200);
        expectDeletedOnce(2);
        assertThat(EVENTS)
                .filteredOn(each -> each.kind() == Kind.STOPPED)
                .extracting(GroupEvent::vm)
                .containsExactlyInAnyOrderElementsOf(going);
    }

    /** A schedule begins, say: the autoscaler wants more VMs when two are drained to be deleted. */
    @Test
    @Order(5)
    void theAutoscalerWantsMoreWhileMachinesAreOnTheirWayOut() throws Exception {
        storm.calm(MINIMUM);
        storm.fleet()
                .gcp()
                .computeApi()
                .fail(PreemptionStormIT::isDeletion, THROTTLED, Integer.MAX_VALUE);
        group().resize(MINIMUM + 2);
        awaitDeletions(1);

        int wanted = MINIMUM + 3;
        storm.fleet().resize(wanted);
        storm.await("it has grown", () -> storm.fleet().desired() == wanted);
        storm.fleet().gcp().computeApi().reset();
        storm.await("nothing is on its way out", () -> leaving().isEmpty());

        storm.assertMovedByPlan();
        assertThat(storm.cluster().inService()).hasSize(wanted);
        assertThat(EVENTS)
                .extracting(GroupEvent::kind)
                .doesNotContain(Kind.STOPPING, Kind.STOPPED, Kind.DIED);
    }

    private static Duration notice(String instance) {
        return storm.fleet().machine(instance).template().preemptionNotice();
    }

    private static ManagedInstanceGroup group() {
        return storm.fleet().group();
    }

    private static String jobManager() throws BenchException, InterruptedException {
        storm.await("there is a JobManager", () -> storm.fleet().jobManagers().size() == 1);
        return storm.fleet().jobManagers().get(0);
    }

    private static boolean isDeletion(HttpRequest request) {
        return request.path().endsWith(DELETION);
    }

    /** What became of each removal. */
    private static List<Integer> deletions() {
        return storm.fleet().gcp().computeApi().requests().stream()
                .filter(each -> each.path().endsWith(DELETION))
                .map(ServedRequest::status)
                .toList();
    }

    private void awaitDeletions(int atLeast) throws BenchException, InterruptedException {
        storm.await("removals were tried", () -> deletions().size() >= atLeast);
    }

    private JsonNode view() throws IOException, InterruptedException {
        JsonNode view = storm.cluster().rest().fleet();
        view.path("taskManagers").forEach(t -> reasons.add(t.path("notice").path("kind").asText()));
        return view;
    }

    /** What is needed, once that is known. */
    private int stabilized() throws IOException, InterruptedException {
        return view().path("scaleIn").path("stabilizedTaskManagers").asInt(Integer.MAX_VALUE);
    }

    /** Those that the JobManager is taking away. */
    private List<String> leaving() throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        view().path("scaleIn").path("taskManagers").forEach(each -> ids.add(each.asText()));
        return List.copyOf(ids);
    }

    private void awaitScaleIn() throws BenchException, InterruptedException {
        storm.await(
                "the group is at its minimum",
                () -> leaving().isEmpty() && storm.fleet().members().size() == MINIMUM);
    }

    /** None that was deleted came back. */
    private static void expectDeletedOnce(int count) {
        int first = 0;
        while (EVENTS.get(first).kind() != Kind.STOPPING) {
            first++;
        }
        List<GroupEvent> since = EVENTS.subList(first, EVENTS.size());
        assertThat(since)
                .filteredOn(each -> each.kind() == Kind.STOPPED)
                .extracting(GroupEvent::vm)
                .doesNotHaveDuplicates()
                .hasSize(count);
        assertThat(since).extracting(GroupEvent::kind).doesNotContain(Kind.LAUNCHED, Kind.DIED);
        assertThat(storm.fleet().members())
                .extracting(GroupMember::state)
                .containsOnly(GroupMember.State.IN_SERVICE);
    }

    private static Set<String> zones(List<String> instances) {
        Set<String> zones = new HashSet<>();
        instances.forEach(each -> zones.add(storm.fleet().machine(each).zone()));
        return zones;
    }
}
