package io.spillway.demo.report;

import static io.spillway.demo.report.Event.Kind.DRAIN;
import static io.spillway.demo.report.Event.Kind.FAILURE;
import static io.spillway.demo.report.Event.Kind.LOSS;
import static io.spillway.demo.report.Event.Kind.NOTE;
import static io.spillway.demo.report.Event.Kind.RESCALE;
import static io.spillway.demo.report.Event.Kind.SCALE_IN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MoveTest {

    @Test
    void putsDrainsWithTheRescaleOfTheSameCheckpoint() {
        List<Move> moves =
                Move.of(
                        List.of(
                                new Event(9.9, SCALE_IN, null, "", null),
                                new Event(10, DRAIN, "b", "", 400.0, 7L),
                                new Event(10.05, DRAIN, "a", "", 350.0, 7L),
                                new Event(10.2, RESCALE, null, "4 → 2", 700.0, 7L),
                                new Event(10.9, DRAIN, "c", "", 500.0, 8L),
                                new Event(11.2, RESCALE, null, "2 → 1", 600.0, 8L)));

        assertThat(moves)
                .containsExactly(
                        new Move(10, DRAIN, List.of("b", "a"), "4 → 2", 7L, 400.0, 700.0),
                        new Move(10.9, DRAIN, List.of("c"), "2 → 1", 8L, 500.0, 600.0));
    }

    @Test
    void goesByTimeWhereTheCheckpointIsNotKnown() {
        List<Move> moves =
                Move.of(
                        List.of(
                                new Event(5, RESCALE, "x", "1 → 2", 600.0),
                                new Event(20, DRAIN, "a", "", 400.0),
                                new Event(20.2, RESCALE, null, "2 → 1", 700.0),
                                new Event(40, DRAIN, "b", "cancelled", null)));

        assertThat(moves)
                .containsExactly(
                        new Move(5, RESCALE, List.of("x"), "1 → 2", null, null, 600.0),
                        new Move(20, DRAIN, List.of("a"), "2 → 1", null, 400.0, 700.0),
                        new Move(40, DRAIN, List.of("b"), "cancelled", null, null, null));
    }

    @Test
    void putsALossWithTheFailureThatFollows() {
        List<Move> moves =
                Move.of(
                        List.of(
                                new Event(10, LOSS, "a", "killed", null),
                                new Event(13, FAILURE, null, "", 900.0, 3L),
                                new Event(99, LOSS, "b", "spare", null),
                                new Event(99, NOTE, null, "no move", null)));

        assertThat(moves)
                .containsExactly(
                        new Move(10, FAILURE, List.of("a"), "killed", 3L, null, 900.0),
                        new Move(99, LOSS, List.of("b"), "spare", null, null, null));
    }
}
