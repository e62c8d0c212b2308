package io.spillway.bench.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.reclaim.ReclaimResults.CloudRequests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReclaimReportTest {
    private static final CloudRequests ASKED = new CloudRequests(0.5, 3.2, 0, 0.12);

    @Test
    void percentilesAreOfTheReclaimsThemselves() {
        List<Reclaim> reclaims = new ArrayList<>();
        for (int i = 100; i >= 1; i--) {
            reclaims.add(drained(i * 10));
        }
        ReclaimResults results = results(ReclaimedCloud.AWS, 0, 0, reclaims);

        assertThat(results.percentile(0.5, Reclaim::noticeToReleasedMs)).isEqualTo(500);
        assertThat(results.percentile(0.95, Reclaim::noticeToReleasedMs)).isEqualTo(950);
        assertThat(results.percentile(1, Reclaim::noticeToReleasedMs)).isEqualTo(1000);
        assertThat(results(drained(7)).percentile(0.5, Reclaim::noticeToReleasedMs)).isEqualTo(7);
    }

    @Test
    void oneThatWasntDrainedSpoilsIt() {
        assertThat(results(drained(1), drained(2)).areGood()).isTrue();
        assertThat(
                        results(
                                        drained(1),
                                        new Reclaim(
                                                "i-2",
                                                false,
                                                120_000,
                                                OptionalDouble.of(4_000),
                                                Map.of(),
                                                900,
                                                0,
                                                1,
                                                1))
                                .areGood())
                .isFalse();
        assertThat(
                        results(
                                        drained(1),
                                        new Reclaim(
                                                "i-2",
                                                true,
                                                1_000,
                                                OptionalDouble.of(4_000),
                                                Map.of(),
                                                900,
                                                5,
                                                1,
                                                0))
                                .areGood())
                .isFalse();
        assertThat(results(ReclaimedCloud.AWS, 0, 1, List.of(drained(1))).areGood()).isFalse();
        assertThat(results().areGood()).isFalse();
    }

    @Test
    void whatComesAfterACheckpointMayBeRepeatedWhereTheNextOneTakesMoreThanHalfOfTheNotice() {
        List<Reclaim> repeats =
                List.of(
                        new Reclaim(
                                "1",
                                true,
                                25_000,
                                OptionalDouble.empty(),
                                Map.of(),
                                900,
                                70_000,
                                2,
                                0));

        assertThat(results(ReclaimedCloud.GCP, 15, 0, repeats).areGood()).isFalse();
        assertThat(results(ReclaimedCloud.GCP, 40, 0, repeats).areGood()).isTrue();
        assertThat(results(ReclaimedCloud.AWS, 40, 0, repeats).areGood()).isFalse();
    }

    @Test
    void oneAfterWhichNothingCameForLongSpoilsIt() {
        List<Reclaim> reclaims =
                List.of(
                        drained(1),
                        new Reclaim(
                                "2", true, 900, OptionalDouble.empty(), Map.of(), 26_717, 0, 2, 0));

        assertThat(results(ReclaimedCloud.GCP, 0, 0, reclaims).areGood()).isFalse();
        assertThat(results(ReclaimedCloud.GCP, 20, 0, reclaims).areGood()).isTrue();
    }

    @Test
    void theTableTellsAll() {
        assertThat(ReclaimReport.table(results(drained(1_240), drained(1_500))))
                .contains(
                        "2 of 2 drained; 0 processed again, 0 failures, 0 lost, 0 counted wrongly")
                .anySatisfy(
                        line ->
                                assertThat(line.split(" {2,}"))
                                        .containsExactly(
                                                "notice to released, ms",
                                                "1,240",
                                                "1,500",
                                                "1,500"))
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "metadata 0.50 times a second", "Auto Scaling 3.2"))
                .contains("an agent takes 0.12 % of one core while nothing happens");
    }

    @Test
    void theJsonHasEachReclaim() {
        assertThat(ReclaimReport.json(results(drained(1_240))))
                .contains("\"noticeToReleasedMs\" : 1240.0", "\"drained\" : true", "\"lost\" : 0");
    }

    private static ReclaimResults results(Reclaim... reclaims) {
        return results(ReclaimedCloud.AWS, 0, 0, Arrays.asList(reclaims));
    }

    private static ReclaimResults results(
            ReclaimedCloud cloud, int checkpointSeconds, long lost, List<Reclaim> reclaims) {
        return new ReclaimResults(cloud, "0", 4, checkpointSeconds, reclaims, lost, 0, ASKED);
    }

    private static Reclaim drained(double noticeToReleasedMs) {
        return new Reclaim(
                "i-1", true, noticeToReleasedMs, OptionalDouble.of(4_000), Map.of(), 300, 0, 2, 0);
    }
}
