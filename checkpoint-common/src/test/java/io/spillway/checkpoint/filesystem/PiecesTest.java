package io.spillway.checkpoint.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final long MIB = 1024 * 1024;
    private static final long MILLISECOND = 1_000_000;

    private long now;

    private Pieces pieces(long size, int first) {
        return new Pieces(size, first, () -> now);
    }

    @Test
    void aFileIsBegunInFewLargePieces() {
        Pieces pieces = pieces(256 * MIB + 1, 2);
        Piece front = pieces.next().orElseThrow();
        Piece rear = pieces.next().orElseThrow();
        assertThat(front.at()).isZero();
        assertThat(front.end()).isEqualTo(rear.at());
        assertThat(rear.end()).isEqualTo(256 * MIB + 1);
        assertThat(pieces.next()).isEmpty();
    }

    @Test
    void halfOfWhatWillTakeLongestIsTakenOver() {
        Pieces pieces = pieces(90 * MIB, 3);
        Piece fast = pieces.next().orElseThrow();
        Piece slow = pieces.next().orElseThrow();
        Piece done = pieces.next().orElseThrow();
        now += 300 * MILLISECOND;
        arrive(fast, 29 * MIB);
        arrive(slow, 10 * MIB);
        arrive(done, 30 * MIB);
        assertThat(pieces.finish(done)).isFalse();

        Piece taken = pieces.next().orElseThrow();

        assertThat(taken.at()).isEqualTo(50 * MIB);
        assertThat(taken.end()).isEqualTo(60 * MIB);
        assertThat(slow.end()).isEqualTo(50 * MIB);
        assertThat(fast.rest()).isEqualTo(MIB);
    }

    @Test
    void whatIsDoneSoonIsNotTakenOver() {
        Pieces pieces = pieces(64 * MIB, 1);
        Piece piece = pieces.next().orElseThrow();
        now += 150 * MILLISECOND;
        arrive(piece, 16 * MIB);
        assertThat(pieces.next()).as("450 ms left").isEmpty();
        now += 20 * MILLISECOND;
        assertThat(pieces.next()).as("510 ms left").isPresent();
    }

    @Test
    void whatHasNotBegunToArriveIsTakenOverWhenItWasWaitedForLongEnough() {
        Pieces pieces = pieces(64 * MIB, 1);
        Piece silent = pieces.next().orElseThrow();
        now += 499 * MILLISECOND;
        assertThat(pieces.next()).isEmpty();
        now += MILLISECOND;
        assertThat(pieces.next()).map(Piece::rest).contains(32 * MIB);
        assertThat(silent.end()).isEqualTo(32 * MIB);
    }

    @Test
    void takingOverEndsWithTheSmallestPiece() {
        Pieces pieces = pieces(64 * MIB, 1);
        List<Piece> all = new ArrayList<>(List.of(pieces.next().orElseThrow()));
        now += 1000 * MILLISECOND;
        for (Optional<Piece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
            all.add(next.get());
            now += 1000 * MILLISECOND;
        }
        assertThat(all).hasSize(32).allMatch(each -> each.rest() == Pieces.LEAST_TAKEN);
        assertGapless(all, 64 * MIB);
    }

    @Test
    void whatIsUnderWayIsSpreadEvenly() {
        Pieces pieces = pieces(256 * MIB, 2);
        List<Piece> all =
                new ArrayList<>(List.of(pieces.next().orElseThrow(), pieces.next().orElseThrow()));
        all.forEach(each -> arrive(each, 4 * MIB));

        assertThat(pieces.spread(14)).isEqualTo(14);

        for (int i = 0; i < 14; i++) {
            all.add(pieces.next().orElseThrow());
        }
        assertThat(all).allMatch(each -> each.rest() == 248 * MIB / 16);
        all.subList(0, 2).forEach(each -> arrive(each, each.rest()));
        all.set(0, new Piece(0, all.get(0).end()));
        all.set(1, new Piece(128 * MIB, all.get(1).end()));
        assertGapless(all, 256 * MIB);
    }

    @Test
    void moreThanThereIsIsNotSpread() {
        Pieces pieces = pieces(40 * MIB, 2);
        Piece first = pieces.next().orElseThrow();
        assertThat(pieces.spread(1)).as("one waits").isEqualTo(1);
        pieces.next();
        assertThat(pieces.spread(0)).isZero();
        assertThat(pieces.spread(14)).as("2 of 10 MiB for each").isEqualTo(2);
        assertThat(first.rest()).isEqualTo(10 * MIB);
        assertThat(pieces.spread(14)).as("those first").isEqualTo(2);
        pieces.next();
        pieces.next();
        assertThat(pieces.spread(12)).as("too small to be cut").isZero();
    }

    @Test
    void bytesThatOthersHaveTakenOverAreNotItsOwn() {
        Pieces pieces = pieces(16 * MIB, 1);
        Piece piece = pieces.next().orElseThrow();
        arrive(piece, 4 * MIB);
        now += 1000 * MILLISECOND;
        Piece taken = pieces.next().orElseThrow();

        arrive(piece, 5 * MIB);
        assertThat(piece.arrived((int) (2 * MIB))).isEqualTo((int) MIB);

        assertThat(piece.at()).isEqualTo(10 * MIB).isEqualTo(taken.at());
        assertThat(pieces.finish(piece)).isFalse();
        assertThat(pieces.finish(taken)).isTrue();
    }

    @Test
    void speedIsThatOfTheTimeInWhichBytesArrive() {
        Piece piece = new Piece(0, 64 * MIB);
        piece.begin(now);
        now += 500 * MILLISECOND;
        piece.answered(now);
        now += 24 * MILLISECOND;
        arrive(piece, 2 * MIB);
        assertThat(piece.speed(now)).isEmpty();
        now += MILLISECOND;
        assertThat(piece.speed(now)).isEqualTo(OptionalLong.of(2 * MIB * 40));
        now += 50 * MILLISECOND;
        arrive(piece, MIB);
        assertThat(piece.speed(now)).as("since then").isEqualTo(OptionalLong.of(MIB * 20));
    }

    private static void arrive(Piece piece, long bytes) {
        assertThat(piece.arrived((int) bytes)).isEqualTo((int) bytes);
    }

    private static void assertGapless(List<Piece> all, long size) {
        long at = 0;
        for (Piece each : all.stream().sorted(Comparator.comparingLong(Piece::at)).toList()) {
            assertThat(each.at()).isEqualTo(at);
            at = each.end();
        }
        assertThat(at).isEqualTo(size);
    }
}
