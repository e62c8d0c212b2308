package io.spillway.examples.topspeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

class CarReaderTest {
    private long nanos = 1_000;
    private final Collected out = new Collected();
    private final CarReader reader = new CarReader(100, 42, () -> nanos, () -> nanos / 1_000_000);

    @Test
    void oneReadingACarInEveryInterval() {
        reader.addSplits(List.of(new CarSplit(0, 50, 0), new CarSplit(1, 60, 10)));
        drain();
        assertThat(out.readings).extracting(CarReading::car).containsExactly(0, 1);

        drain();
        assertThat(out.readings).as("nothing before the interval is over").hasSize(2);

        nanos += TimeUnit.MILLISECONDS.toNanos(100);
        drain();
        assertThat(out.readings).hasSize(4);
    }

    @Test
    void drivesOnFromWhereACheckpointSawTheCar() {
        reader.addSplits(List.of(new CarSplit(5, 50, 1000)));
        drain();

        CarSplit saved = reader.snapshotState(1).get(0);

        assertThat(saved.car()).isEqualTo(5);
        assertThat(saved.speedKmh()).isIn(45, 55);
        assertThat(saved.distanceMeters()).isEqualTo(1000 + saved.speedKmh() / 3.6 * 0.1);
    }

    @Test
    void aPauseIsNotMadeUpFor() {
        reader.addSplits(List.of(new CarSplit(0, 50, 0)));
        drain();
        nanos += TimeUnit.SECONDS.toNanos(60);

        drain();
        drain();

        assertThat(out.readings).hasSize(2);
    }

    @Test
    void aReaderWithoutCarsWaitsForThemAndDoesNotFinish() {
        assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        var available = reader.isAvailable();
        assertThat(available).isNotDone();

        reader.addSplits(List.of(new CarSplit(0, 50, 0)));

        assertThat(available).isDone();
        assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(out.readings).hasSize(1);
    }

    @Test
    void carsSurviveSerialization() throws Exception {
        CarSplit car = new CarSplit(7, 123, 4567.25);
        CarSplit.Serializer one = new CarSplit.Serializer();
        assertThat(one.deserialize(one.getVersion(), one.serialize(car))).isEqualTo(car);
    }

    private void drain() {
        InputStatus status;
        do {
            status = reader.pollNext(out);
        } while (status == InputStatus.MORE_AVAILABLE);
    }

    private static final class Collected implements ReaderOutput<CarReading> {
        private final List<CarReading> readings = new ArrayList<>();

        @Override
        public void collect(CarReading reading) {
            readings.add(reading);
        }

        @Override
        public void collect(CarReading reading, long timestamp) {
            readings.add(reading);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<CarReading> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }
}
