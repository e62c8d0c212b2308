package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.spi.store.Version;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderPulseTest {
    private final LeaderPulse pulse = new LeaderPulse();

    @Test
    void oneLookTellsNothing() {
        pulse.seen(lease(7, "a", false));

        assertThat(pulse.beats()).isFalse();
    }

    @Test
    void aLeaseThatStandsStillTellsNothing() {
        pulse.seen(lease(7, "a", false));
        pulse.seen(lease(7, "a", false));

        assertThat(pulse.beats()).isFalse();
    }

    @Test
    void aRenewalTellsThatTheLeaderIsThere() {
        pulse.seen(lease(7, "a", false));
        pulse.seen(lease(7, "b", false));

        assertThat(pulse.beats()).isTrue();
    }

    @Test
    void anotherLeaderTellsThatItHasGone() {
        pulse.seen(lease(7, "a", false));
        pulse.seen(lease(8, "b", false));
        pulse.seen(lease(8, "c", false));

        assertThat(pulse.beats()).isFalse();
    }

    @Test
    void aLeaderThatLeavesAfterARenewalHasGone() {
        pulse.seen(lease(7, "a", false));
        pulse.seen(lease(7, "b", false));
        pulse.seen(lease(7, "c", true));

        assertThat(pulse.beats()).isFalse();
    }

    @Test
    void withoutALeaseThereIsNoLeader() {
        pulse.seen(Optional.empty());
        pulse.seen(lease(1, "a", false));
        pulse.seen(lease(1, "b", false));

        assertThat(pulse.beats()).isFalse();
    }

    private static Optional<Observed> lease(long epoch, String nonce, boolean released) {
        return Optional.of(
                new Observed(
                        new Version(nonce),
                        new LeaseDocument(
                                "holder", epoch, nonce, 12_000, released, false, Map.of())));
    }
}
