package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.ManualTime;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private int starts;

    private FirstStart after(OptionalInt slotsBefore) {
        return new FirstStart(WINDOW, slotsBefore, time);
    }

    @Test
    void waitsForTheWindowFromTheFirstSlotOn() {
        FirstStart start = after(OptionalInt.empty());
        start.slotsAreThere(1, () -> starts++);
        time.advance(WINDOW.minusMillis(1));
        start.slotsAreThere(100, () -> starts++);
        time.settle();
        assertThat(start.isDue()).isFalse();

        time.advance(Duration.ofMillis(1));
        assertThat(start.isDue()).isTrue();
        start.slotsAreThere(101, () -> starts++);
        time.advance(WINDOW);
        assertThat(starts).isEqualTo(1);
        assertThat(time.alarms()).isZero();
    }

    @Test
    void goesOnAsSoonAsThereAreAsManySlotsAsBefore() {
        FirstStart start = after(OptionalInt.of(3));
        start.slotsAreThere(2, () -> starts++);
        time.advance(Duration.ofMillis(100));
        assertThat(start.isDue()).isFalse();

        start.slotsAreThere(3, () -> starts++);
        assertThat(start.isDue()).as("not while slots are being offered").isFalse();
        start.slotsAreThere(4, () -> starts++);
        time.settle();
        assertThat(start.isDue()).isTrue();
        time.advance(WINDOW);
        assertThat(starts).isEqualTo(1);
    }

    @Test
    void goesOnWithoutThoseThatDoNotComeBack() {
        FirstStart start = after(OptionalInt.of(3));
        start.slotsAreThere(2, () -> starts++);
        time.advance(WINDOW);
        assertThat(start.isDue()).isTrue();
        assertThat(starts).isEqualTo(1);
    }

    @Test
    void needsNoWindowWhenAllComeAtOnce() {
        FirstStart start = after(OptionalInt.of(3));
        start.slotsAreThere(4, () -> starts++);
        time.settle();
        assertThat(starts).isEqualTo(1);
        assertThat(time.alarms()).isZero();
    }
}
