package io.spillway.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.testing.RecordingLifecycle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReserveTest {
    private final RecordingLifecycle lifecycle = new RecordingLifecycle();
    private final Reserve reserve = new Reserve(lifecycle, Duration.ofMillis(1));

    @Test
    void whoIsNotHeldBackPassesAndSaysNothing() {
        assertThat(reserve.pass()).isTrue();
        assertThat(lifecycle.told).isEmpty();
    }

    @Test
    void whoIsHeldBackSaysOnceThatItIsReadyAndWaits() {
        lifecycle.heldBackFor = 5;
        assertThat(reserve.pass()).isTrue();
        assertThat(lifecycle.told).containsExactly("joined");
        assertThat(lifecycle.heldBackFor).isZero();
    }

    @Test
    void aSignalEndsTheWait() {
        lifecycle.heldBackFor = Integer.MAX_VALUE;
        lifecycle.onTold = () -> reserve.signalled("SIGTERM");
        assertThat(reserve.pass()).isFalse();
        assertThat(reserve.isHeldBack()).isFalse();
    }

    @Test
    void whileTheCloudCannotBeAskedItWaits() {
        lifecycle.heldBackFor = 3;
        lifecycle.failing = true;
        int[] failures = {0};
        lifecycle.onTold =
                () -> {
                    failures[0]++;
                    lifecycle.failing = failures[0] < 3;
                };
        assertThat(reserve.pass()).isTrue();
        assertThat(lifecycle.told).containsExactly("joined", "joined", "joined");
    }
}
