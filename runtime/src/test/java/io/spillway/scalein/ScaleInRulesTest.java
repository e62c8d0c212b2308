package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScaleInRulesTest {

    private static ScaleInRules with(Duration stabilizationWindow) {
        ScaleInRules rules = ScaleInFixture.RULES;
        return new ScaleInRules(
                stabilizationWindow,
                rules.longestGap(),
                rules.tolerance(),
                rules.batch(),
                rules.drainTimeout(),
                rules.removalTimeout(),
                rules.joinPatience(),
                rules.callTimeout());
    }

    @Test
    void whoWantsToBeQuickGivesMachinesBackSooner() {
        assertThat(with(Duration.ofSeconds(5)).noRoom()).isEqualTo(Duration.ofSeconds(5));
        assertThat(with(Duration.ofMinutes(10)).noRoom()).isEqualTo(Duration.ofMinutes(2));
    }
}
