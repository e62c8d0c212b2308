package io.spillway.scalein;

import io.spillway.testing.FakeInstanceGroup;
import io.spillway.testing.ManualExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A leader with a fleet of its own and a group, on a clock that a test moves on. */
final class ScaleInFixture {
    static final ScaleInRules RULES =
            new ScaleInRules(
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(1),
                    0.1,
                    50,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30));

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    final FakeInstanceGroup group;
    final FakeJournal journal;
    final FakeShrinkableFleet fleet = new FakeShrinkableFleet();
    final ScaleInBoard board = new ScaleInBoard();
    private final ManualExecutor time;
    private int needed = 100;
    private boolean known = true;
    private boolean isNew = true;

    /** The first leader. */
    ScaleInFixture(ManualExecutor time, FakeInstanceGroup group, FakeJournal journal) {
        this.time = time;
        this.group = group;
        this.journal = journal;
    }

    ScaleInFixture start() {
        loop().start();
        return this;
    }

    ScaleInLoop loop() {
        return new ScaleInLoop(
                time,
                time.clock()::relativeTimeNanos,
                RULES,
                fleet,
                () -> group,
                journal.open(),
                board);
    }

    /** Machines of the group that are TaskManagers. */
    ScaleInFixture machines(int number) {
        IntStream.range(0, number)
                .mapToObj(i -> "vm-" + i)
                .forEach(
                        id -> {
                            group.add(id, "zone-a");
                            fleet.register(id);
                        });
        return this;
    }

    void needs(int taskManagers) {
        needed = taskManagers;
    }

    void signalIsHeld(boolean held) {
        isNew = !held;
    }

    void signalIsThere(boolean there) {
        known = there;
    }

    /** Lets time go by, while the signal says what is needed. */
    void pass(Duration duration) {
        for (Duration passed = Duration.ZERO;
                passed.compareTo(duration) < 0;
                passed = passed.plus(INTERVAL)) {
            observe();
            time.advance(INTERVAL);
        }
    }

    /** The same until something has happened, and not a second longer. */
    void passUntil(BooleanSupplier happened) {
        for (int second = 0; !happened.getAsBoolean(); second++) {
            if (second == 3600) {
                throw new AssertionError("it hasn't happened: " + status());
            }
            observe();
            time.advance(Duration.ofSeconds(1));
        }
    }

    private void observe() {
        Duration now = Duration.ofNanos(time.clock().relativeTimeNanos());
        fleet.need =
                known
                        ? Optional.of(
                                new Need(now, isNew, needed, FakeShrinkableFleet.SLOTS * needed))
                        : Optional.empty();
    }

    void passMinutes(int minutes) {
        pass(Duration.ofMinutes(minutes));
    }

    void passSeconds(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    ScaleInStatus status() {
        return board.status();
    }

    int target() {
        try {
            return group.describe(Duration.ofSeconds(1)).targetSize();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
