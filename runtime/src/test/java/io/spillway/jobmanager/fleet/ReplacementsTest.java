package io.spillway.jobmanager.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplacementsTest {
    private static final int SLOTS = 2;
    private static final String NOT_YET =
            "it isn't replaced yet: the job had %d slots, and the others in service have %d";

    private final List<String> gone = new ArrayList<>();

    /** TaskManagers, and how many of their slots are in use. */
    private final Map<String, Integer> inUse = new LinkedHashMap<>();

    private final List<String> leaving = new ArrayList<>();
    private String jobState = "RUNNING";
    private long nanos;
    private final Ticker ticker = () -> nanos;
    private final Replacements replacements = new Replacements(ticker);

    @BeforeEach
    void threeThatAreFull() {
        List.of("a", "b", "c").forEach(id -> inUse.put(id, SLOTS));
    }

    @Test
    void aJobThatTakesEverySlotIsComparedWithWhatItHad() {
        assertRefused("a", NOT_YET.formatted(6, 4));
        inUse.put("d", SLOTS);
        assertGone("a");
    }

    @Test
    void anIdleSpareIsAReplacement() {
        inUse.put("d", 0);
        assertGone("a");
    }

    @Test
    void twoNeverGoForTheSameReplacement() {
        assertRefused("a", NOT_YET.formatted(6, 4));
        assertRefused("b", NOT_YET.formatted(6, 4));
        inUse.put("d", SLOTS);
        assertGone("a");
        leaving.add("a");
        assertRefused("b", NOT_YET.formatted(6, 4));
        inUse.remove("a");
        inUse.put("e", SLOTS);
        assertGone("b");
    }

    @Test
    void whatTheJobNeedsIsNotKnownWhileItRestarts() {
        jobState = "RESTARTING";
        inUse.replaceAll((id, slots) -> 0);
        assertRefused("a", "the job isn't running, so what it needs isn't known");
    }

    @Test
    void whoIsBeingDrainedAnywayMayGo() {
        leaving.add("a");
        assertGone("a");
    }

    @Test
    void whoAsksNoMoreIsForgotten() {
        assertRefused("a", NOT_YET.formatted(6, 4));
        inUse.put("d", SLOTS);
        nanos += Duration.ofSeconds(61).toNanos();
        assertRefused("a", NOT_YET.formatted(8, 6));
    }

    private void assertRefused(String taskManager, String why) {
        assertThat(ask(taskManager)).isEqualTo(why);
        assertThat(gone).doesNotContain(taskManager);
    }

    private void assertGone(String taskManager) {
        assertThat(ask(taskManager)).isEmpty();
        assertThat(gone).contains(taskManager);
    }

    private String ask(String taskManager) {
        return replacements
                .goOnceReplaced(taskManager, this::fleet, () -> gone.add(taskManager))
                .orElse("");
    }

    private FleetView fleet() {
        return new FleetView(
                new FleetView.Job("1", "job", jobState, 6, 0, 0, 0, null),
                inUse.entrySet().stream()
                        .map(
                                each ->
                                        new FleetView.TaskManager(
                                                each.getKey(),
                                                null,
                                                null,
                                                null,
                                                SLOTS,
                                                SLOTS - each.getValue(),
                                                leaving.contains(each.getKey())
                                                        ? State.DRAINING
                                                        : State.IN_SERVICE,
                                                null,
                                                null))
                        .toList());
    }
}
