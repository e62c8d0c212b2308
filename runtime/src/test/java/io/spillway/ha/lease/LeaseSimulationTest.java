package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LeaseSimulationTest {
    private static final long HISTORIES = 2_000;

    @Test
    void noTwoLeadAtOnceAndEpochsHaveOneHolder() {
        long unanswered = 0;
        long epochs = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            LeaseSimulation history = new LeaseSimulation(seed, false, Optional.empty());
            assertThat(history.violations()).as("seed %d", seed).isEmpty();
            unanswered += history.unanswered();
            epochs += history.epochs();
        }
        assertThat(unanswered).as("writes without an answer").isGreaterThan(HISTORIES);
        assertThat(epochs).as("leaderships").isGreaterThan(3 * HISTORIES);
    }

    /** Two may believe that they lead, but never under the same epoch: the manifests stop one. */
    @Test
    void epochsHaveOneHolderEvenWhenClocksStopWithTheirMachines() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            assertThat(new LeaseSimulation(seed, true, Optional.empty()).violations())
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void aLeaseWithoutNoncesIsFoundToBeBroken() {
        assertThat(
                        LongStream.range(0, 200)
                                .filter(
                                        seed ->
                                                !new LeaseSimulation(
                                                                seed,
                                                                false,
                                                                Optional.of(() -> "same"))
                                                        .violations()
                                                        .isEmpty())
                                .count())
                .isPositive();
    }
}
