package io.spillway.localcloud.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.group.GroupEvent.Kind;
import io.spillway.localcloud.machine.LaunchTemplate;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.testing.ManualScheduler;
import io.spillway.localcloud.testing.TestingLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocalGroupTest {
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);
    private static final Duration REPLACEMENT_DELAY = Duration.ofSeconds(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestingLauncher launcher = new TestingLauncher();
    private final List<GroupEvent> events = new ArrayList<>();

    @Test
    void launchesWhatIsDesired() {
        LocalGroup group = start(0, 5, 3);

        assertThat(group.members())
                .extracting(GroupMember::id)
                .containsExactly("local-0001", "local-0002", "local-0003");
        assertThat(events).extracting(GroupEvent::kind).containsOnly(Kind.LAUNCHED);
    }

    @Test
    void growsByLaunchingMore() {
        LocalGroup group = start(0, 5, 1);
        events.clear();

        group.setDesired(3);

        assertThat(group.members()).hasSize(3);
        assertThat(events)
                .extracting(GroupEvent::kind, GroupEvent::vm, GroupEvent::desired)
                .containsExactly(
                        tuple(Kind.DESIRED_CAPACITY, "", 3),
                        tuple(Kind.LAUNCHED, "local-0002", 3),
                        tuple(Kind.LAUNCHED, "local-0003", 3));
    }

    @Test
    void shrinksByTheYoungest() {
        LocalGroup group = start(0, 5, 3);
        joinAll(group);

        group.setDesired(1);

        assertThat(launcher.vm("local-0001").asked()).isEmpty();
        assertThat(launcher.vm("local-0002").asked()).containsExactly("stop");
        assertThat(launcher.vm("local-0003").asked()).containsExactly("stop");
    }

    @Test
    void aVmThatIsTakenBackIsReplacedAtOnce() {
        LocalGroup group = start(0, 5, 2);
        joinAll(group);

        group.stop("local-0001");
        group.stop("local-0001");
        group.stop("no-such-vm");

        assertThat(launcher.vm("local-0001").asked()).containsExactly("stop");
        assertThat(group.desired()).isEqualTo(2);
        assertThat(group.members())
                .extracting(GroupMember::id, GroupMember::state)
                .containsExactly(
                        tuple("local-0001", GroupMember.State.STOPPING),
                        tuple("local-0002", GroupMember.State.IN_SERVICE),
                        tuple("local-0003", GroupMember.State.BOOTING));
    }

    @Test
    void shrinksByVmsThatHaveNotJoinedBeforeYoungerOnesThatHave() {
        LocalGroup group = start(0, 5, 3);
        group.joined("local-0001");
        group.joined("local-0003");

        group.setDesired(2);

        assertThat(launcher.vm("local-0002").asked()).containsExactly("stop");
        assertThat(launcher.vm("local-0003").asked()).isEmpty();
    }

    @Test
    void aVmThatGoesInTimeIsNotKilled() {
        LocalGroup group = start(0, 5, 1);
        group.setDesired(0);
        scheduler.advance(Duration.ofMillis(700));

        launcher.vm("local-0001").exit(0);
        scheduler.advance(GRACE_PERIOD);

        assertThat(launcher.vm("local-0001").asked()).containsExactly("stop");
        assertThat(group.members()).isEmpty();
        assertThat(lastEvent().kind()).isEqualTo(Kind.STOPPED);
        assertThat(lastEvent().elapsed()).isEqualTo(Duration.ofMillis(700));
        assertThat(scheduler.scheduled()).isZero();
    }

    @Test
    void aVmThatStaysIsKilledAtTheDeadlineAndNotBefore() {
        LocalGroup group = start(0, 5, 1);
        group.setDesired(0);

        scheduler.advance(GRACE_PERIOD.minusMillis(1));
        assertThat(launcher.vm("local-0001").asked()).containsExactly("stop");
        scheduler.advance(Duration.ofMillis(1));

        assertThat(launcher.vm("local-0001").asked()).containsExactly("stop", "crash");
        assertThat(lastEvent().kind()).isEqualTo(Kind.KILLED);
        assertThat(lastEvent().elapsed()).isEqualTo(GRACE_PERIOD);
    }

    @Test
    void growingAgainLaunchesAnotherBesideTheOneThatGoes() {
        LocalGroup group = start(0, 5, 2);
        group.setDesired(1);

        group.setDesired(2);

        assertThat(group.members())
                .extracting(GroupMember::id, GroupMember::state)
                .containsExactly(
                        tuple("local-0001", GroupMember.State.BOOTING),
                        tuple("local-0002", GroupMember.State.STOPPING),
                        tuple("local-0003", GroupMember.State.BOOTING));
    }

    @Test
    void replacesAVmThatDiedAfterADelay() {
        LocalGroup group = start(0, 5, 2);
        scheduler.advance(Duration.ofMinutes(2));

        launcher.vm("local-0001").exit(1);
        assertThat(lastEvent().kind()).isEqualTo(Kind.DIED);
        assertThat(lastEvent().elapsed()).isEqualTo(Duration.ofMinutes(2));
        assertThat(group.members()).hasSize(1);
        scheduler.advance(REPLACEMENT_DELAY.plusMillis(1));

        assertThat(group.members())
                .extracting(GroupMember::id)
                .containsExactly("local-0002", "local-0003");
    }

    @Test
    void vmsThatDieSoonOneAfterAnotherAreReplacedMoreAndMoreSlowly() {
        start(0, 5, 1);
        launcher.vm("local-0001").exit(1);
        scheduler.advance(REPLACEMENT_DELAY.plusMillis(1));
        launcher.vm("local-0002").exit(1);

        scheduler.advance(REPLACEMENT_DELAY.plusMillis(1));
        assertThat(launcher.vm("local-0003")).isNull();
        scheduler.advance(REPLACEMENT_DELAY);
        assertThat(launcher.vm("local-0003")).isNotNull();
    }

    @Test
    void noReplacementWaitsForLongerThanHalfAMinute() {
        start(0, 5, 1);
        for (int life = 1; life <= 12; life++) {
            launcher.vm("local-%04d".formatted(life)).exit(1);
            scheduler.advance(Duration.ofSeconds(30).plusMillis(1));
        }

        assertThat(launcher.vm("local-0013")).isNotNull();
    }

    @Test
    void aFailedLaunchIsToldAndTriedAgain() {
        launcher.failWith(new IOException("no more processes"));
        LocalGroup group = start(0, 5, 1);
        assertThat(lastEvent().kind()).isEqualTo(Kind.LAUNCH_FAILED);
        assertThat(lastEvent().text()).contains("no more processes");

        launcher.failWith(null);
        scheduler.advance(REPLACEMENT_DELAY.plusMillis(1));

        assertThat(group.members()).hasSize(1);
    }

    @Test
    void tellsOnceThatAVmHasJoined() {
        LocalGroup group = start(0, 5, 1);
        scheduler.advance(Duration.ofSeconds(4));

        group.joined("local-0001");
        group.joined("local-0001");
        group.joined("unknown");

        assertThat(events).extracting(GroupEvent::kind).containsExactly(Kind.LAUNCHED, Kind.JOINED);
        assertThat(lastEvent().elapsed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aFrozenVmStillCounts() {
        LocalGroup group = start(0, 5, 1);

        group.freeze("local-0001");
        assertThat(group.members()).extracting(GroupMember::frozen).containsExactly(true);
        group.thaw("local-0001");

        assertThat(group.members()).extracting(GroupMember::frozen).containsExactly(false);
        assertThat(launcher.vm("local-0001").asked()).containsExactly("freeze", "thaw");
        assertThat(launcher.specs()).hasSize(1);
    }

    @Test
    void slowBootIsForVmsLaunchedFromThenOn() {
        LocalGroup group = start(0, 5, 1);
        group.setBootDelay(Duration.ofSeconds(8));
        group.setDesired(2);

        assertThat(launcher.specs())
                .extracting(VmSpec::bootDelay)
                .containsExactly(Duration.ZERO, Duration.ofSeconds(8));
    }

    @Test
    void stopAllGoesBelowTheMinimumAndReplacesNothing() {
        LocalGroup group = start(2, 5, 2);

        CompletableFuture<Void> stopped = group.stopAll();
        assertThat(launcher.vm("local-0001").asked()).containsExactly("stop");
        launcher.vm("local-0001").exit(0);
        assertThat(stopped).isNotDone();
        launcher.vm("local-0002").exit(0);

        assertThat(stopped).isCompleted();
        scheduler.advance(Duration.ofHours(1));
        assertThat(launcher.specs()).hasSize(2);
    }

    @Test
    void closeKillsAllAndReplacesNothing() {
        LocalGroup group = start(0, 5, 3);
        group.setDesired(2);

        group.close();

        assertThat(launcher.vm("local-0001").asked()).containsExactly("crash");
        assertThat(launcher.vm("local-0003").asked()).containsExactly("stop", "crash");
        assertThat(group.members()).isEmpty();
        assertThat(launcher.specs()).hasSize(3);
        assertThat(scheduler.scheduled()).isZero();
    }

    @Test
    void refusesACapacityOutsideItsLimits() {
        LocalGroup group = start(1, 5, 1);

        assertThatThrownBy(() -> group.setDesired(6))
                .hasMessage("desired capacity 6: must be from the minimum 1 to the maximum 5");
        assertThatThrownBy(() -> group.setDesired(0))
                .hasMessage("desired capacity 0: must be from the minimum 1 to the maximum 5");
        assertThat(group.desired()).isEqualTo(1);
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> GroupSettings.of(-1, 5, 1))
                .hasMessage("minimum -1: must be 0 or more");
        assertThatThrownBy(() -> GroupSettings.of(3, 2, 3))
                .hasMessage("maximum 2: must not be below the minimum 3");
        assertThatThrownBy(() -> GroupSettings.of(1, 2, 3))
                .hasMessage("desired capacity 3: must be from the minimum 1 to the maximum 2");
        assertThatThrownBy(() -> new GroupSettings("g", 0, 1, 1, Duration.ZERO, REPLACEMENT_DELAY))
                .hasMessage("grace period PT0S: must be positive");
        assertThatThrownBy(() -> new GroupSettings("g", 0, 1, 1, GRACE_PERIOD, Duration.ZERO))
                .hasMessage("replacement delay PT0S: must be positive");
    }

    private LocalGroup start(int minimum, int maximum, int desired) {
        LocalGroup group =
                new LocalGroup(
                        new GroupSettings(
                                "local",
                                minimum,
                                maximum,
                                desired,
                                GRACE_PERIOD,
                                REPLACEMENT_DELAY),
                        new LaunchTemplate(
                                Path.of("/spillway"),
                                Path.of("/conf"),
                                Map.of(),
                                Map.of(),
                                Path.of("/vms")),
                        launcher,
                        scheduler.clock(),
                        scheduler);
        group.addListener(events::add);
        group.start();
        return group;
    }

    private static void joinAll(LocalGroup group) {
        group.members().forEach(member -> group.joined(member.id()));
    }

    private GroupEvent lastEvent() {
        return events.get(events.size() - 1);
    }
}
