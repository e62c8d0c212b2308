package io.spillway.localcloud.gcp.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.gcp.testing.ManualGcp;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedInstanceGroupTest {
    private static final String ZONE = "europe-west1-b";

    @TempDir Path directory;

    private final List<GroupEvent> events = new ArrayList<>();
    private ManualGcp cloud;

    @BeforeEach
    void start() throws IOException {
        cloud = new ManualGcp(directory);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private ManagedInstanceGroup zonal(int size) {
        ManagedInstanceGroup group =
                cloud.gcp()
                        .createGroup(
                                GroupSpec.zonal("workers", ZONE, size, ManualGcp.TEMPLATE),
                                List.of(events::add));
        cloud.advance(Duration.ZERO);
        return group;
    }

    private List<GroupEvent.Kind> kinds() {
        return events.stream().map(GroupEvent::kind).toList();
    }

    @Test
    void createsWhatItShouldHaveAndTellsTheVmsWhoseTheyAre() throws Exception {
        ManagedInstanceGroup group = zonal(2);
        assertThat(ManualGcp.ids(group)).hasSize(2).doesNotHaveDuplicates();
        VmInstance vm = cloud.gcp().instance(ManualGcp.ids(group).get(0)).orElseThrow();
        assertThat(vm.name()).matches("workers-[a-z0-9]{4}");
        assertThat(vm.metadata().facts().attributes())
                .containsEntry(
                        "created-by",
                        "projects/123456789012/zones/europe-west1-b/instanceGroupManagers/workers");
        assertThat(cloud.launcher().specs().get(0).environment())
                .containsEntry("GCE_METADATA_HOST", vm.metadataServer().host());
    }

    @Test
    void aRegionalGroupSpreadsOverItsZones() {
        ManagedInstanceGroup group =
                cloud.gcp()
                        .createGroup(
                                GroupSpec.regional(
                                        "workers",
                                        cloud.gcp().settings().zones(),
                                        4,
                                        ManualGcp.TEMPLATE));
        cloud.advance(Duration.ZERO);
        assertThat(zones(group).values()).containsExactlyInAnyOrder(2L, 1L, 1L);
        group.resize(3);
        assertThat(zones(group).values()).containsExactlyInAnyOrder(1L, 1L, 1L);
    }

    private Map<String, Long> zones(ManagedInstanceGroup group) {
        return group.instances().stream()
                .filter(each -> each.state() != GroupMember.State.STOPPING)
                .map(each -> cloud.gcp().instance(each.id()).orElseThrow().zone())
                .collect(Collectors.groupingBy(zone -> zone, Collectors.counting()));
    }

    @Test
    void aPreemptedVmHas30SecondsAndComesBackUnderItsName() {
        ManagedInstanceGroup group = zonal(1);
        String id = ManualGcp.ids(group).get(0);
        String name = cloud.gcp().instance(id).orElseThrow().name();
        cloud.gcp().preempt(id);
        cloud.advance(Duration.ZERO);
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.advance(Duration.ofSeconds(29));
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.advance(Duration.ofSeconds(1));
        assertThat(cloud.vm(id).asked()).containsExactly("stop", "crash");
        cloud.advance(Duration.ofSeconds(2));
        String next = ManualGcp.ids(group).get(0);
        assertThat(next).isNotEqualTo(id);
        assertThat(cloud.gcp().instance(next).orElseThrow().name()).isEqualTo(name);
        assertThat(kinds())
                .containsExactly(
                        GroupEvent.Kind.LAUNCHED, GroupEvent.Kind.KILLED, GroupEvent.Kind.LAUNCHED);
    }

    @Test
    void aPreemptionNoticeComesBeforeTheShutdownAndMayBeTakenBack() {
        ManagedInstanceGroup group =
                cloud.gcp()
                        .createGroup(
                                GroupSpec.zonal(
                                        "workers",
                                        ZONE,
                                        1,
                                        ManualGcp.TEMPLATE.withPreemptionNotice(
                                                Duration.ofMinutes(2))));
        cloud.advance(Duration.ZERO);
        String id = ManualGcp.ids(group).get(0);
        cloud.gcp().preempt(id);
        cloud.advance(Duration.ofSeconds(119));
        assertThat(cloud.vm(id).asked()).isEmpty();
        cloud.gcp().withdrawPreemption(id);
        cloud.advance(Duration.ofMinutes(10));
        assertThat(cloud.vm(id).asked()).isEmpty();
        cloud.gcp().preempt(id);
        cloud.advance(Duration.ofMinutes(2));
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.vm(id).exit(0);
        cloud.advance(Duration.ofSeconds(2));
        assertThat(ManualGcp.ids(group)).hasSize(1).doesNotContain(id);
    }

    @Test
    void maintenanceEndsAVmAMinuteAfterItsNotice() {
        ManagedInstanceGroup group = zonal(1);
        String id = ManualGcp.ids(group).get(0);
        cloud.gcp().maintain(id);
        cloud.advance(Duration.ofSeconds(59));
        assertThat(cloud.vm(id).asked()).isEmpty();
        cloud.advance(Duration.ofSeconds(1));
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
    }

    @Test
    void whatEndsByItselfIsMadeAnewAndWhatIsDeletedIsNot() {
        ManagedInstanceGroup group = zonal(3);
        List<String> ids = ManualGcp.ids(group);
        cloud.vm(ids.get(0)).exit(1);
        cloud.gcp().fail(ids.get(1));
        cloud.advance(Duration.ofSeconds(2));
        assertThat(group.targetSize()).isEqualTo(3);
        assertThat(ManualGcp.ids(group)).hasSize(3).doesNotContain(ids.get(0), ids.get(1));
        assertThat(kinds()).filteredOn(GroupEvent.Kind.DIED::equals).hasSize(2);
        group.resize(2);
        String leaving =
                group.instances().stream()
                        .filter(each -> each.state() == GroupMember.State.STOPPING)
                        .findFirst()
                        .orElseThrow()
                        .id();
        cloud.vm(leaving).exit(0);
        cloud.advance(Duration.ofMinutes(1));
        assertThat(ManualGcp.ids(group)).hasSize(2).doesNotContain(leaving);
    }

    @Test
    void whatCannotBeLaunchedIsTriedAgain() {
        cloud.launcher().failWith(new IOException("no capacity"));
        ManagedInstanceGroup group = zonal(1);
        assertThat(kinds()).containsExactly(GroupEvent.Kind.LAUNCH_FAILED);
        cloud.launcher().failWith(null);
        cloud.advance(Duration.ofSeconds(1));
        assertThat(group.instances())
                .singleElement()
                .extracting(GroupMember::state)
                .isEqualTo(GroupMember.State.IN_SERVICE);
    }
}
