package io.spillway.agent.termination;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.SteeredNotices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    /** So many turns see everything: those of three that aren't urgent among them. */
    private static final int ROUND = 2 * 3 * Turns.OTHERS_EVERY;

    private static final double INTERVAL = 2;

    @Test
    void urgentOnesAlternateAndOthersShareEveryThirtieth() {
        Turns turns = turns(urgent("S"), urgent("T"), other("m"), other("r"));

        assertThat(names(turns, 0, 61))
                .isEqualTo(
                        "m"
                                + "TSTSTSTSTSTSTSTSTSTSTSTSTSTST"
                                + "r"
                                + "STSTSTSTSTSTSTSTSTSTSTSTSTSTS"
                                + "m");
    }

    @Test
    void aloneIsAlwaysItsTurn() {
        assertThat(names(turns(other("a")), 0, 5)).isEqualTo("aaaaa");
        assertThat(names(turns(urgent("a")), 28, 5)).isEqualTo("aaaaa");
    }

    @Test
    void whoCountsTheSameTurnsAsksTheSame() {
        Turns old = turns(urgent("S"), urgent("T"), other("m"));
        names(old, 0, 1234);

        assertThat(names(turns(urgent("S"), urgent("T"), other("m")), 1234, ROUND))
                .isEqualTo(names(old, 1234, ROUND));
    }

    @Test
    void aSourceMayBecomeUrgent() {
        SteeredNotices source = other("T");
        Turns turns = turns(urgent("S"), source);
        assertThat(names(turns, 30, 30)).containsOnlyOnce("T");

        source.urgent = true;

        assertThat(names(turns, 30, 30).chars().filter(c -> c == 'T').count()).isEqualTo(15);
    }

    /** On EC2: a Spot instance has two urgent ones and two others, an On-Demand instance half. */
    @Test
    void ninetyFiveOfAHundredUrgentNoticesAreHeardBeforeTheirRoundIsOver() {
        Turns spot = turns(urgent("S"), urgent("T"), other("m"), other("r"));
        Turns onDemand = turns(urgent("T"), other("m"));

        assertThat(percentile95(spot, 'S')).isLessThan(4);
        assertThat(percentile95(spot, 'T')).isLessThan(4);
        assertThat(gaps(spot, 'S')).containsOnly(4, 6);
        assertThat(percentile95(onDemand, 'T')).isLessThan(2);
        assertThat(gaps(onDemand, 'T')).containsOnly(2, 4);
        assertThat(gaps(spot, 'm')).containsOnly(120);
    }

    /** Of notices that come at any time, how long 95 % wait at most until they are asked for. */
    private static double percentile95(Turns turns, char source) {
        double[] gaps = gaps(turns, source);
        double all = Arrays.stream(gaps).sum();
        return IntStream.range(0, 10_000)
                .mapToDouble(i -> i / 1000.0)
                .filter(
                        wait ->
                                Arrays.stream(gaps).map(gap -> Math.max(0, gap - wait)).sum()
                                        <= 0.05 * all)
                .findFirst()
                .orElseThrow();
    }

    /** Seconds from each of a source's turns to its next. */
    private static double[] gaps(Turns turns, char source) {
        String names = names(turns, 0, 100 * ROUND);
        int[] at =
                IntStream.range(0, names.length()).filter(i -> names.charAt(i) == source).toArray();
        return IntStream.range(1, at.length)
                .mapToDouble(i -> INTERVAL * (at[i] - at[i - 1]))
                .toArray();
    }

    private static String names(Turns turns, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(number -> turns.whose(number).name())
                .collect(Collectors.joining());
    }

    private static Turns turns(TerminationNotices... sources) {
        return new Turns(List.of(sources));
    }

    private static SteeredNotices urgent(String name) {
        return new SteeredNotices(name);
    }

    private static SteeredNotices other(String name) {
        SteeredNotices source = new SteeredNotices(name);
        source.urgent = false;
        return source;
    }
}
