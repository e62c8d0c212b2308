package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.pointers.ManifestSimulation.Defect;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestSimulationTest {
    private static final long HISTORIES = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000})
    void noPointerIsLostAndNoEarlierLeaderWrites(long from) {
        long unanswered = 0;
        long givenUp = 0;
        long fenced = 0;
        long done = 0;
        for (long seed = from; seed < from + HISTORIES; seed++) {
            ManifestSimulation history = new ManifestSimulation(seed, Defect.NONE);
            assertThat(history.violations()).as("seed %d", seed).isEmpty();
            unanswered += history.unanswered();
            givenUp += history.givenUp();
            fenced += history.fencedLeaders();
            done += history.done();
        }
        assertThat(unanswered).as("writes without an answer").isGreaterThan(HISTORIES);
        assertThat(givenUp).as("changes that were given up").isGreaterThan(HISTORIES / 10);
        assertThat(fenced).as("leaders that were stopped").isGreaterThan(3 * HISTORIES);
        assertThat(done).as("changes").isGreaterThan(50 * HISTORIES);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_TAKEN_FOR_FAILED, points to what is discarded",
        "EPOCHS_NOT_COMPARED, a write of epoch",
        "SAME_NONCES, lost",
    })
    void oneThatIsBrokenIsFoundToBe(Defect defect, String violation) {
        List<String> found =
                LongStream.range(0, 200)
                        .boxed()
                        .flatMap(seed -> new ManifestSimulation(seed, defect).violations().stream())
                        .toList();
        assertThat(found).anyMatch(each -> each.contains(violation));
    }

    @Test
    void aHistoryIsRepeatable() {
        ManifestSimulation once = new ManifestSimulation(7, Defect.NONE);
        ManifestSimulation again = new ManifestSimulation(7, Defect.NONE);
        assertThat(once.violations()).isEqualTo(again.violations());
        assertThat(once.done()).isEqualTo(again.done());
    }
}
