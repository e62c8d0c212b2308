package io.spillway.examples.topspeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Lets its cars drive: one reading a car in every interval. All calls come from the task's thread;
 * only the wake-up comes from elsewhere.
 */
final class CarReader implements SourceReader<CarReading, CarSplit> {
    private static final int MAX_SPEED_KMH = 250;

    private final int intervalMs;
    private final Random random;
    private final LongSupplier nanoClock;
    private final LongSupplier epochMsClock;
    private final List<CarSplit> cars = new ArrayList<>();
    private int next;
    private long roundDueNanos;
    private CompletableFuture<Void> splitsArrived = new CompletableFuture<>();

    CarReader(int intervalMs, long seed, LongSupplier nanoClock, LongSupplier epochMsClock) {
        this.intervalMs = intervalMs;
        this.random = new Random(seed);
        this.nanoClock = nanoClock;
        this.epochMsClock = epochMsClock;
        this.roundDueNanos = nanoClock.getAsLong();
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<CarReading> output) {
        if (cars.isEmpty() || nanoClock.getAsLong() - roundDueNanos < 0) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        CarSplit driven = drive(cars.get(next));
        cars.set(next, driven);
        long now = epochMsClock.getAsLong();
        output.collect(
                new CarReading(driven.car(), driven.speedKmh(), driven.distanceMeters(), now), now);
        next++;
        if (next < cars.size()) {
            return InputStatus.MORE_AVAILABLE;
        }
        next = 0;
        long interval = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        long nanos = nanoClock.getAsLong();
        // After a pause (a rescale, a sleeping laptop) drive on from now instead of catching up.
        roundDueNanos = (nanos - roundDueNanos < interval ? roundDueNanos : nanos) + interval;
        return InputStatus.NOTHING_AVAILABLE;
    }

    private CarSplit drive(CarSplit car) {
        int change = random.nextBoolean() ? 5 : -5;
        int speed = Math.max(0, Math.min(MAX_SPEED_KMH, car.speedKmh() + change));
        double meters = speed / 3.6 * intervalMs / 1000.0;
        return new CarSplit(car.car(), speed, car.distanceMeters() + meters);
    }

    @Override
    public List<CarSplit> snapshotState(long checkpointId) {
        return List.copyOf(cars);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (cars.isEmpty()) {
            return splitsArrived;
        }
        long wait = roundDueNanos - nanoClock.getAsLong();
        if (wait <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return new CompletableFuture<Void>().completeOnTimeout(null, wait, TimeUnit.NANOSECONDS);
    }

    @Override
    public void addSplits(List<CarSplit> splits) {
        cars.addAll(splits);
        splitsArrived.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
