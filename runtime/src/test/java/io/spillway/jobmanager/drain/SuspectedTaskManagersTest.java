package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SuspectedTaskManagersTest {

    private final ManualTime time = new ManualTime();
    private final SuspectedTaskManagers suspects =
            new SuspectedTaskManagers(time, Duration.ofSeconds(10));

    @Test
    void aSuspicionEndsByItself() {
        assertThat(suspects.suspect("a")).isTrue();
        assertThat(suspects.suspect("a")).as("known already").isFalse();
        time.advance(Duration.ofMillis(9999));
        assertThat(suspects.contains("a")).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(suspects.contains("a")).isFalse();
        assertThat(suspects.suspect("a")).isTrue();
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        suspects.suspect("a");
        suspects.clear("a");
        assertThat(suspects.contains("a")).isFalse();
        assertThat(suspects.contains("b")).isFalse();
    }
}
