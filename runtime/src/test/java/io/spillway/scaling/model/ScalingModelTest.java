package io.spillway.scaling.model;

import static io.spillway.scaling.model.Observed.MISSING;
import static io.spillway.scaling.model.Observed.source;
import static io.spillway.scaling.model.Observed.vertex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.scaling.model.Decision.Outcome;
import io.spillway.scaling.model.Observed.Feed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScalingModelTest {

    private static final ScalingSettings SETTINGS =
            new ScalingSettings(
                    0.8,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    0.1,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20));

    private final Feed feed = new Feed(SETTINGS);

    @Test
    void demandFlowsDownTheGraph() {
        // source → split (2 out for each) → sink; the split is half busy, the sink nearly full.
        Decision decision =
                feed.settled(
                        source("source", 1000, 0.2),
                        vertex("split", 1000, 0.5, "source").out(2000),
                        vertex("sink", 2000, 0.9, "split").out(0));

        assertThat(decision.outcome()).isEqualTo(Outcome.DECIDED);
        assertThat(of(decision, "split").trueRatePerSlot()).hasValue(500);
        assertThat(of(decision, "split").demandPerSecond()).hasValue(1000);
        assertThat(of(decision, "sink").demandPerSecond()).hasValue(2000);
        assertThat(of(decision, "sink").requiredSlots().getAsDouble()).isCloseTo(4.5, within(1e-9));
        assertThat(decision.drivingVertex()).hasValue("sink");
        assertThat(of(decision, "sink").reasons()).contains(VertexReason.DRIVES_THE_SIZE);
        assertThat(decision.requiredTaskManagers()).hasValue(5);
        assertThat(decision.requiredCapacityPercent()).hasValue(125);
        assertThat(decision.utilization()).hasValue(0.9);
    }

    @Test
    void aBusyVertexCountsTheTimeItWorksAndNotTheTimeItIsHeldBack() {
        // It works a quarter of the time and waits for the sink the rest: it is no bottleneck.
        Decision decision =
                feed.settled(
                        source("source", 1000, 0.25).backPressured(0.75),
                        vertex("sink", 1000, 1.0, "source"));

        assertThat(of(decision, "source").requiredSlots().getAsDouble())
                .isCloseTo(1.25, within(1e-9));
        assertThat(of(decision, "sink").reasons()).contains(VertexReason.SATURATED);
        assertThat(decision.requiredTaskManagers()).hasValue(5);
    }

    @Test
    void aJoinTakesInWhatBothInputsSend() {
        Decision decision =
                feed.settled(
                        source("orders", 300, 0.1),
                        source("clicks", 700, 0.1),
                        vertex("join", 1000, 0.5, "orders", "clicks"));

        assertThat(of(decision, "join").demandPerSecond().getAsDouble())
                .isCloseTo(1000, within(1e-6));
    }

    @Test
    void aGrowingBacklogOfOneInputRaisesTheJoinByItsShare() {
        double backlog = 0;
        Decision decision = null;
        for (int i = 0; i < 20; i++) {
            backlog += 3000;
            decision =
                    feed.next(
                            source("orders", 300, 0.1).backlog(backlog),
                            source("clicks", 700, 0.1),
                            vertex("join", 1000, 1, "orders", "clicks"));
        }

        assertThat(of(decision, "orders").demandPerSecond().getAsDouble())
                .isCloseTo(600, within(1e-6));
        assertThat(of(decision, "join").demandPerSecond().getAsDouble())
                .isCloseTo(1300, within(1e-6));
        assertThat(decision.demandPerSecond().getAsDouble()).isCloseTo(1300, within(1e-6));
    }

    @Test
    void aRecordThatGoesToTwoVerticesCountsForBoth() {
        // Flink counts it once where it leaves.
        Decision decision =
                feed.settled(
                        source("source", 1000, 0.1).out(1000),
                        source("other", 100, 0.1).out(100),
                        vertex("a", 1000, 0.5, "source"),
                        vertex("b", 1100, 0.5, "source", "other"));

        assertThat(of(decision, "a").demandPerSecond().getAsDouble()).isCloseTo(1000, within(1e-6));
        assertThat(of(decision, "b").demandPerSecond().getAsDouble()).isCloseTo(1100, within(1e-6));
    }

    @Test
    void aSourceThatCountsOnlyWhatItSendsIsMeasuredByThat() {
        Decision decision = feed.settled(source("source", 0, 0.4).out(800));

        assertThat(of(decision, "source").processedPerSecond()).hasValue(800);
        assertThat(of(decision, "source").reasons()).contains(VertexReason.MEASURED_BY_OUTPUT);
        assertThat(decision.requiredTaskManagers()).hasValue(2);
    }

    @Test
    void aSourceWithoutBacklogGrowsStepByStepWhileItIsHeldBack() {
        Observed held = source("source", 1000, 0.3).backlog(MISSING).backPressured(0.6);
        Decision decision = feed.settled(held, vertex("sink", 1000, 1, "source"));

        assertThat(of(decision, "source").reasons())
                .contains(
                        VertexReason.SOURCE_WITHOUT_BACKLOG, VertexReason.DEMAND_IS_A_LOWER_BOUND);
        assertThat(decision.requiredTaskManagers()).hasValue(5);
        assertThat(decision.backlogSeconds()).isEmpty();
    }

    @Test
    void aFinishedSourceNeedsNothing() {
        Decision decision =
                feed.settled(
                        source("finite", 0, 0).finished(),
                        source("endless", 1000, 0.4),
                        vertex("sink", 1000, 0.4, "finite", "endless"));

        assertThat(of(decision, "finite").reasons()).containsExactly(VertexReason.FINISHED);
        assertThat(of(decision, "sink").demandPerSecond().getAsDouble())
                .isCloseTo(1000, within(1e-6));
        assertThat(decision.requiredTaskManagers()).hasValue(2);
    }

    @Test
    void aJobThatHasFinishedPublishesNothing() {
        feed.settled(source("source", 1000, 0.4));
        Decision decision = feed.next(source("source", 0, 0).finished());

        assertThat(decision.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(decision.reasons()).containsExactly(DecisionReason.ALL_FINISHED);
        assertThat(decision.requiredTaskManagers()).isEmpty();
    }

    @Test
    void aVertexAtItsMaximumParallelismDoesNotGrowTheFleet() {
        // The seed's demo: a source that can't scale in front of a map that does.
        double backlog = 0;
        Decision decision = null;
        for (int i = 0; i < 20; i++) {
            backlog += 10_000;
            decision =
                    feed.next(
                            source("source", 1000, 1).parallelism(1, 1).backlog(backlog),
                            vertex("map", 1000, 0.6, "source"));
        }

        assertThat(of(decision, "source").reasons())
                .contains(VertexReason.FIXED_PARALLELISM, VertexReason.SATURATED);
        assertThat(of(decision, "source").requiredSlots()).hasValue(1);
        // Twice as much is produced, but only what the source can read flows on.
        assertThat(of(decision, "map").demandPerSecond().getAsDouble())
                .isCloseTo(1000, within(1e-6));
        assertThat(decision.requiredTaskManagers()).hasValue(3);

        // Nor does its backlog keep machines that the map no longer needs.
        for (int i = 0; i < 20; i++) {
            backlog += 10_000;
            decision =
                    feed.next(
                            source("source", 1000, 1).parallelism(1, 1).backlog(backlog),
                            vertex("map", 1000, 0.3, "source"));
        }
        assertThat(decision.requiredTaskManagers()).hasValue(2);
    }

    @Test
    void aBacklogThatNoSizeCouldWorkOffDoesNotGrowTheFleet() {
        // The sink can't scale, and holds the source back; the backlog grows for ever.
        double backlog = 0;
        Decision decision = null;
        for (int i = 0; i < 400; i++) {
            backlog += 100_000;
            decision =
                    feed.next(
                            source("source", 1000, 0.5).backPressured(0.5).backlog(backlog),
                            vertex("sink", 1000, 1, "source").parallelism(1, 1));
        }

        assertThat(of(decision, "source").reasons()).contains(VertexReason.LIMITED_BEHIND);
        assertThat(of(decision, "source").demandPerSecond().getAsDouble())
                .isCloseTo(1000, within(1e-6));
        assertThat(decision.requiredTaskManagers()).hasValue(3);
    }

    @Test
    void neverAsksForMoreThanTheJobCanUse() {
        Decision decision = feed.settled(source("source", 1000, 1).parallelism(4, 4));

        assertThat(decision.requiredSlots()).hasValue(4);
        assertThat(decision.reasons()).contains(DecisionReason.AT_MAX_PARALLELISM);
    }

    @Test
    void theBusiestSubtaskIsGivenRoomWithinBounds() {
        assertThat(feed.settled(source("even", 1000, 0.6).busy(0.6, 0.7)).vertices().get(0))
                .satisfies(
                        even -> {
                            assertThat(even.requiredSlots().getAsDouble())
                                    .isCloseTo(3, within(1e-9));
                            assertThat(even.reasons()).doesNotContain(VertexReason.SKEWED);
                        });
        assertThat(new Feed(SETTINGS).settled(source("skewed", 1000, 0.6).busy(0.6, 0.95)))
                .satisfies(
                        skewed -> {
                            assertThat(of(skewed, "skewed").requiredSlots().getAsDouble())
                                    .isCloseTo(4, within(1e-9));
                            assertThat(of(skewed, "skewed").reasons())
                                    .contains(VertexReason.SKEWED);
                        });
        // One hot key: more slots would never help, so at most half as many again are asked for.
        assertThat(new Feed(SETTINGS).settled(source("hot", 1000, 0.2).busy(0.2, 1)))
                .satisfies(
                        hot ->
                                assertThat(of(hot, "hot").requiredSlots().getAsDouble())
                                        .isCloseTo(1.5, within(1e-9)));
    }

    @Test
    void anIdleJobShrinksToOneTaskManagerAfterAWindow() {
        feed.settled(source("source", 1000, 0.8), vertex("sink", 1000, 0.8, "source"));
        Observed[] idle = {source("source", 0, 0), vertex("sink", 0, 0, "source")};
        assertThat(feed.next(idle).requiredTaskManagers()).hasValue(4);
        Decision decision = feed.settled(idle);

        assertThat(decision.requiredTaskManagers()).hasValue(1);
        assertThat(decision.reasons()).contains(DecisionReason.IDLE);
    }

    @Test
    void absentDataShrinksNothing() {
        feed.settled(source("source", 1000, 0.8), vertex("sink", 1000, 0.8, "source"));
        Observed nothing = source("source", MISSING, MISSING).out(MISSING).backlog(MISSING);
        Decision decision =
                feed.times(100, nothing, vertex("sink", MISSING, MISSING, "source").out(MISSING));

        assertThat(decision.outcome()).isEqualTo(Outcome.HELD);
        assertThat(decision.reasons()).containsExactly(DecisionReason.NO_METRICS);
        assertThat(decision.requiredTaskManagers()).hasValue(4);
    }

    @Test
    void oneUnmeasuredVertexMayGrowTheFleetButNotShrinkIt() {
        feed.settled(source("source", 1000, 0.8), vertex("sink", 1000, 0.8, "source"));
        Observed blind = vertex("sink", 100, MISSING, "source");
        Decision less = feed.times(100, source("source", 100, 0.08), blind);

        assertThat(less.requiredTaskManagers()).hasValue(4);
        assertThat(less.reasons()).contains(DecisionReason.INCOMPLETE);
        assertThat(of(less, "sink").reasons()).contains(VertexReason.BUSY_MISSING);

        Decision more =
                feed.settled(source("source", 2000, 1), vertex("sink", 2000, MISSING, "source"));
        assertThat(more.requiredTaskManagers()).hasValue(8); // the sink's rate is remembered
        assertThat(of(more, "sink").reasons()).contains(VertexReason.REMEMBERED_RATE);
    }

    @Test
    void aSourceWithoutBusyTimeDoesNotCountForTheSize() {
        Decision decision =
                feed.settled(source("legacy", 1000, MISSING), vertex("sink", 1000, 0.4, "legacy"));

        assertThat(of(decision, "legacy").reasons()).contains(VertexReason.SOURCE_BUSY_UNKNOWN);
        assertThat(of(decision, "legacy").requiredSlots()).isEmpty();
        assertThat(decision.requiredTaskManagers()).hasValue(2);
    }

    @Test
    void aCounterThatBeganAnewAndNaNAreLeftOut() {
        Observed[] usual = {source("source", 1000, 0.8), vertex("sink", 1000, 0.4, "source")};
        feed.settled(usual);
        Decision reset =
                feed.next(
                        source("source", -5000, 0.8).out(-5000),
                        vertex("sink", 1000, 0.4, "source"));
        assertThat(reset.outcome()).isEqualTo(Outcome.HELD);
        Decision sink = feed.next(usual[0], vertex("sink", -1e9, 0.4, "source"));
        assertThat(of(sink, "sink").reasons()).contains(VertexReason.COUNTER_RESET);
        assertThat(sink.requiredTaskManagers()).hasValue(4);
        Decision nan = feed.next(usual[0], vertex("sink", Double.NaN, Double.NaN, "source"));
        assertThat(nan.requiredTaskManagers()).hasValue(4);
        assertThat(nan.outcome()).isEqualTo(Outcome.DECIDED);
    }

    @Test
    void aBacklogThatIsMissingForAMomentDoesNotCountTwiceLater() {
        Decision decision = null;
        for (int i = 1; i <= 40; i++) {
            Observed source =
                    source("source", 1000, 0.8).backlog(i % 2 == 0 ? i * 1000.0 : MISSING);
            decision = feed.next(source);
        }

        // It grows by 1000 in 10 s.
        assertThat(of(decision, "source").demandPerSecond().getAsDouble())
                .isCloseTo(1100, within(1.0));
        assertThat(of(decision, "source").reasons()).contains(VertexReason.BACKLOG_MISSING);
    }

    @Test
    void aClockThatGoesBackHoldsTheValue() {
        Observed[] usual = {source("source", 1000, 0.8)};
        feed.settled(usual);
        feed.at = feed.at.minusSeconds(3600);
        Decision back = feed.next(usual);
        assertThat(back.reasons()).containsExactly(DecisionReason.CLOCK_WENT_BACK);
        assertThat(back.requiredTaskManagers()).hasValue(4);
        assertThat(feed.settled(usual).outcome()).isEqualTo(Outcome.DECIDED);
    }

    @Test
    void aLongSilenceHoldsTheValueAndBeginsTheWindowAnew() {
        feed.settled(source("source", 1000, 0.8));
        feed.at = feed.at.plusSeconds(600);
        Decision gap = feed.next(source("source", 10, 0.08));
        assertThat(gap.reasons()).containsExactly(DecisionReason.GAP);
        assertThat(feed.next(source("source", 100, 0.08)).requiredTaskManagers()).hasValue(4);
        assertThat(feed.settled(source("source", 100, 0.08)).requiredTaskManagers()).hasValue(1);
    }

    @Test
    void verticesThatComeAndGoHoldTheValueUntilTheyStay() {
        Observed source = source("source", 1000, 0.8);
        Observed sink = vertex("sink", 1000, 0.1, "source");
        feed.settled(source, sink);
        assertThat(feed.next(source).reasons()).containsExactly(DecisionReason.SETTLING);
        assertThat(feed.next(source, sink).reasons()).containsExactly(DecisionReason.SETTLING);
        assertThat(feed.settled(source, sink).outcome()).isEqualTo(Outcome.DECIDED);
        Decision orphan = feed.settled(vertex("sink", 1000, 0.4, "source"));
        assertThat(of(orphan, "sink").reasons()).contains(VertexReason.INPUT_UNKNOWN);
    }

    @Test
    void holdsWhileTheJobRestartsAndUntilRatesSettle() {
        feed.settled(source("source", 1000, 0.8));
        feed.running = false;
        Decision restarting = feed.next(source("source", 0, 0).backlog(5000));
        assertThat(restarting.outcome()).isEqualTo(Outcome.HELD);
        assertThat(restarting.reasons()).containsExactly(DecisionReason.RESTARTING);
        assertThat(restarting.requiredTaskManagers()).hasValue(4);
        feed.running = true;
        // At full speed behind what piled up: says nothing about the load.
        assertThat(feed.next(source("source", 1250, 1).backlog(2500)).reasons())
                .containsExactly(DecisionReason.SETTLING);
        assertThat(feed.next(source("source", 1250, 1).backlog(0)).outcome())
                .isEqualTo(Outcome.HELD);
        assertThat(feed.settled(source("source", 1000, 0.8)).requiredTaskManagers()).hasValue(4);
    }

    @Test
    void theBacklogOfAPlannedMoveAsksForNothing() {
        feed.settled(source("source", 1000, 0.8));
        feed.running = false;
        feed.next(source("source", 0, 0).backlog(20_000));
        feed.running = true;
        double backlog = 20_000;
        for (int i = 0; i < 30; i++) {
            backlog = Math.max(0, backlog - 2500);
            double rate = backlog > 0 ? 1250 : 1000;
            Decision decision = feed.next(source("source", rate, rate / 1250).backlog(backlog));
            assertThat(decision.requiredTaskManagers()).hasValue(4);
            if (decision.outcome() == Outcome.DECIDED && backlog > 1000) {
                assertThat(decision.reasons()).contains(DecisionReason.BACKLOG_WITHIN_RESERVE);
            }
        }
    }

    @Test
    void aBacklogThatTheReserveIsTooSmallForAsksForMore() {
        // Reserve of four slots at 0.8: one slot, 312/s, 187,500 in ten minutes.
        Decision decision = null;
        double backlog = 600_000;
        for (int i = 0; i < 20; i++) {
            backlog -= 2500;
            decision = feed.next(source("source", 1250, 1).backlog(backlog));
        }

        assertThat(decision.reasons()).contains(DecisionReason.CATCHING_UP);
        assertThat(of(decision, "source").catchUpDemandPerSecond().getAsDouble())
                .isCloseTo(1000 + backlog / 600, within(1.0));
        assertThat(decision.requiredTaskManagers().getAsInt()).isBetween(6, 7);
    }

    @Test
    void aBacklogIsWorkedOffBeforeFewerAreAskedFor() {
        SteadyJob job =
                new SteadyJob(
                        1, 4, List.of(new SteadyJob.Vertex("s", List.of(), 312.5, 1, 1000, 128)));
        ScalingModel model = new ScalingModel(SETTINGS);
        job.waits("s", 600_000);
        int changes = 0;
        int asked = 4;
        for (int i = 0; i < 300; i++) {
            int required = model.next(job.next()).requiredTaskManagers().orElse(asked);
            if (required != asked) {
                asked = required;
                changes++;
                model.next(job.restart(asked));
            }
        }

        assertThat(asked).isEqualTo(4);
        assertThat(changes).isEqualTo(2);
        assertThat(job.backlog()).isZero();
    }

    @Test
    void aJumpOfTheLoadIsActedUponAfterTwoIntervals() {
        feed.settled(source("source", 1000, 0.8));
        double backlog = 0;
        Decision decision = null;
        for (int i = 0; i < 2; i++) {
            backlog += 8750 * 10;
            decision = feed.next(source("source", 1250, 1).backlog(backlog));
        }

        assertThat(decision.reasons())
                .contains(DecisionReason.SCALE_OUT, DecisionReason.LOAD_JUMPED);
        assertThat(decision.requiredTaskManagers()).hasValue(40);
        assertThat(decision.requiredCapacityPercent()).hasValue(1000);
    }

    @Test
    void changesBelowTheMinimumChangeAskForNothing() {
        feed.settled(source("source", 1000, 0.8));
        Decision more = feed.settled(source("source", 1080, 0.864));
        assertThat(more.requiredTaskManagers()).hasValue(4);
        assertThat(more.reasons()).contains(DecisionReason.WITHIN_MINIMUM_CHANGE);
        assertThat(feed.settled(source("source", 1120, 0.896)).requiredTaskManagers()).hasValue(5);
    }

    @Test
    void lessIsAskedForInOneStepWhenAWholeWindowNeededLess() {
        feed.slots = 10;
        Observed high = source("source", 1000, 0.8).parallelism(10, 100);
        Observed low = source("source", 500, 0.4).parallelism(10, 100);
        assertThat(feed.settled(high).requiredTaskManagers()).hasValue(10);
        int first = 0;
        for (int i = 1; i <= 20; i++) {
            Decision decision = feed.next(low);
            int asked = decision.requiredTaskManagers().getAsInt();
            assertThat(asked).isIn(10, 5);
            if (asked == 5 && first == 0) {
                first = i;
                assertThat(decision.reasons()).contains(DecisionReason.SCALE_IN);
            } else if (asked == 10) {
                assertThat(decision.reasons())
                        .containsAnyOf(
                                DecisionReason.WAITING_FOR_WINDOW,
                                DecisionReason.WITHIN_MINIMUM_CHANGE);
            }
        }
        // Two intervals to be sure that the load has fallen, and 60 s for which it stays so.
        assertThat(first).isEqualTo(8);
    }

    @Test
    void aRateIsRememberedWhenThereIsTooLittleToDo() {
        feed.settled(source("source", 1000, 0.8));
        Decision low = feed.settled(source("source", 40, 0.032));
        assertThat(of(low, "source").reasons()).contains(VertexReason.REMEMBERED_RATE);
        assertThat(of(low, "source").trueRatePerSlot().getAsDouble())
                .isCloseTo(312.5, within(1e-6));
        Decision unknown = new Feed(SETTINGS).settled(source("source", 40, 0.001));
        assertThat(of(unknown, "source").reasons()).contains(VertexReason.LOW_LOAD);
        assertThat(of(unknown, "source").trueRatePerSlot().getAsDouble())
                .isCloseTo(200, within(1e-6));
    }

    @Test
    void workWithoutRecordsCounts() {
        Decision decision =
                feed.settled(
                        source("source", 1000, 0.1), vertex("timers", 0, 0.6, "source").out(0));

        assertThat(of(decision, "timers").reasons()).contains(VertexReason.BUSY_WITHOUT_RECORDS);
        assertThat(decision.requiredTaskManagers()).hasValue(3);
    }

    @Test
    void waitsForAWholeWindowBeforeItsFirstValueUnlessMoreIsNeeded() {
        Observed usual = source("source", 1000, 0.6);
        assertThat(feed.times(8, usual).outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(feed.times(8, usual).requiredTaskManagers()).hasValue(3);
        Feed needsMore = new Feed(SETTINGS);
        Decision early = needsMore.times(5, source("source", 1000, 1).backlog(0));
        assertThat(early.requiredTaskManagers()).hasValue(5);
    }

    @Test
    void withoutAJobThereIsNothingToPublish() {
        feed.settled(source("source", 1000, 0.6));
        Decision none = feed.model.noJob(feed.at);
        assertThat(none.hasValue()).isFalse();
        assertThat(none.reasons()).containsExactly(DecisionReason.NO_JOB);
        assertThat(feed.next(source("source", 1000, 0.6)).hasValue()).isFalse();
    }

    @Test
    void fullMachinesAndTheJobsMaximumBoundTheSlots() {
        feed.slotsPerTaskManager = 4;
        Decision decision = feed.settled(source("source", 1000, 1).parallelism(4, 6));
        assertThat(decision.requiredTaskManagers()).hasValue(2);
        assertThat(decision.requiredSlots()).hasValue(6);
    }

    @Test
    void noSlotsGiveNoPercentage() {
        feed.settled(source("source", 1000, 0.8));
        feed.running = false;
        feed.slots = 0;
        Decision decision = feed.next();
        assertThat(decision.requiredTaskManagers()).hasValue(4);
        assertThat(decision.requiredCapacityPercent()).isEqualTo(OptionalDouble.empty());
    }

    private static VertexDecision of(Decision decision, String id) {
        return decision.vertices().stream()
                .filter(vertex -> vertex.observed().id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
