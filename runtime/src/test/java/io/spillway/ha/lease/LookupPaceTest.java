package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookupPaceTest {
    private static final Duration CALM = Duration.ofMinutes(15);
    private static final Map<String, String> FIRST = Map.of("dispatcher", "1,a");
    private static final Map<String, String> SECOND = Map.of("dispatcher", "2,b");
    private static final Map<String, String> THIRD = Map.of("dispatcher", "3,c");
    private static final Map<String, String> MORE =
            Map.of("dispatcher", "1,a", "resource_manager", "1,a");

    /** Half of what is random: no jitter. */
    private final LookupPace pace = new LookupPace(CALM, () -> 0.5, 0);

    @Test
    void looksAtOnceAndEverySecondUntilThereIsALeader() {
        assertThat(pace.dueAt()).isZero();

        pace.looked(seconds(0), Map.of(), false);
        assertThat(pace.dueAt()).isEqualTo(seconds(1));

        pace.looked(seconds(1), FIRST, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(1) + CALM.toNanos());
    }

    @Test
    void aLeaderThatDoesNotAnswerIsLookedForUntilThereIsAnother() {
        pace.looked(seconds(0), FIRST, true);

        pace.hurry(seconds(10));
        assertThat(pace.dueAt()).isEqualTo(seconds(10));
        pace.looked(seconds(10), FIRST, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(11));
        pace.hurry(seconds(10.5));
        assertThat(pace.dueAt()).as("a second word changes nothing").isEqualTo(seconds(11));
        pace.looked(seconds(11), SECOND, true);
        assertThat(pace.dueAt()).as("it hasn't answered yet").isEqualTo(seconds(12));

        pace.calm(seconds(11.5));

        assertThat(pace.dueAt()).isEqualTo(seconds(11.5) + CALM.toNanos());
    }

    /** Nobody was connected to the second, so nobody misses it when it has gone, too. */
    @Test
    void anotherLeaderIsLookedAtUntilItAnswersSinceItMayGoBeforeItDoes() {
        pace.looked(seconds(0), FIRST, true);
        pace.calm(seconds(1));
        pace.glance(seconds(10));
        pace.looked(seconds(10), Map.of(), false);
        pace.looked(seconds(11), SECOND, true);
        pace.looked(seconds(12), SECOND, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(13));

        pace.looked(seconds(13), THIRD, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(14));
        pace.calm(seconds(13.5));

        assertThat(pace.dueAt()).isEqualTo(seconds(13.5) + CALM.toNanos());
        pace.looked(seconds(1000), THIRD, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(1000) + CALM.toNanos());
    }

    /** Whoever tells so from the beginning has the same with the first. */
    @Test
    void theFirstLeaderIsLookedAtUntilItAnswersByWhoWillTell() {
        pace.hurry(seconds(0));
        pace.looked(seconds(0), FIRST, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(1));
        pace.looked(seconds(1), SECOND, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(2));

        pace.calm(seconds(1.5));

        assertThat(pace.dueAt()).isEqualTo(seconds(1.5) + CALM.toNanos());
    }

    @Test
    void aLeaderThatNobodyEverReachesIsNotLookedAtForEver() {
        pace.looked(seconds(0), FIRST, true);
        pace.glance(seconds(10));
        pace.looked(seconds(10), SECOND, true);
        pace.looked(seconds(310), SECOND, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(325));

        pace.looked(seconds(311), SECOND, true);

        assertThat(pace.dueAt()).isEqualTo(seconds(311) + CALM.toNanos());
    }

    /** As where nobody is connected to the leader. */
    @Test
    void whoNeverTellsWhetherALeaderAnswersLooksSeldom() {
        pace.looked(seconds(0), FIRST, true);

        pace.looked(seconds(1000), SECOND, true);

        assertThat(pace.dueAt()).isEqualTo(seconds(1000) + CALM.toNanos());
    }

    @Test
    void aLeaderThatAnswersAgainIsNotLookedForAnyMore() {
        pace.looked(seconds(0), FIRST, true);
        pace.hurry(seconds(10));
        pace.looked(seconds(10), FIRST, true);

        pace.calm(seconds(10.5));

        assertThat(pace.dueAt()).isEqualTo(seconds(10.5) + CALM.toNanos());
    }

    @Test
    void aLeaderThatMayBeAboutToGoIsLookedAtForAWhile() {
        pace.looked(seconds(0), FIRST, true);

        pace.glance(seconds(10));
        assertThat(pace.dueAt()).isEqualTo(seconds(10));
        for (int second = 10; second < 20; second++) {
            pace.looked(seconds(second), FIRST, true);
            assertThat(pace.dueAt()).isEqualTo(seconds(second + 1));
        }
        pace.looked(seconds(20), FIRST, true);

        assertThat(pace.dueAt()).isEqualTo(seconds(20) + CALM.toNanos());
    }

    @Test
    void nobodyIsNoLeaderThatCouldAnswer() {
        pace.looked(seconds(0), Map.of(), false);

        pace.calm(seconds(0.5));

        assertThat(pace.dueAt()).isEqualTo(seconds(1));
    }

    @Test
    void looksOnUntilAllComponentsHaveToldWhereTheyAre() {
        pace.looked(seconds(0), FIRST, false);
        assertThat(pace.dueAt()).isEqualTo(seconds(1));
        pace.calm(seconds(0.5));
        assertThat(pace.dueAt()).as("some are known, not all").isEqualTo(seconds(1));

        pace.looked(seconds(1), MORE, true);
        assertThat(pace.dueAt()).isEqualTo(seconds(1) + CALM.toNanos());

        pace.want(seconds(2));
        assertThat(pace.dueAt()).isEqualTo(seconds(2));
    }

    @Test
    void looksSlowerTheLongerItTakes() {
        pace.looked(seconds(60), Map.of(), false);
        assertThat(pace.dueAt()).isEqualTo(seconds(63));

        pace.looked(seconds(3600), Map.of(), false);
        assertThat(pace.dueAt()).isEqualTo(seconds(3630));
    }

    @Test
    void aStoreThatFailsIsNotAskedAtOnceAgain() {
        pace.failed(seconds(0));
        assertThat(pace.dueAt()).isEqualTo(seconds(1));

        pace.looked(seconds(1), FIRST, true);
        pace.failed(seconds(1000));
        assertThat(pace.dueAt()).isEqualTo(seconds(1030));
    }

    @Test
    void eachProcessHasItsOwnTimes() {
        LookupPace early = new LookupPace(CALM, () -> 0, 0);
        LookupPace late = new LookupPace(CALM, () -> 1, 0);

        early.looked(0, FIRST, true);
        late.looked(0, FIRST, true);

        assertThat(early.dueAt()).isEqualTo(Duration.ofMinutes(12).toNanos());
        assertThat(late.dueAt()).isEqualTo(Duration.ofMinutes(18).toNanos());
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }
}
