package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.verify.OutputWatch;
import io.spillway.dist.Installation;
import io.spillway.dist.chaos.ChaosSchedule.Deed;
import io.spillway.dist.chaos.ChaosSchedule.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/**
 * Drains, cancels, kills, freezes, thaws, adds and removes, some at once, around checkpoints and
 * restarts of the JobManager; at the end each record has been counted exactly once. {@code
 * -Dchaos.minutes=60} makes it long, {@code -Dchaos.seed=N} repeats a schedule.
 */
class ChaosIT {
    private static final Path HOME = Path.of(System.getProperty("spillway.home"));
    private static final double DEFAULT_MINUTES = 0.7;
    private static final long DEFAULT_SEED = 20_261;
    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration END_TIMEOUT = Duration.ofMinutes(4);
    private static final long LONG_SILENCE_MS = 5_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<Deed, Integer> done = new EnumMap<>(Deed.class);
    private long startedNanos;
    private Path journal;

    /** Something that is to be done later, on the same thread. */
    private record Due(long atMs, Task task) {}

    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    @Test
    void sameSeedSameSchedule() {
        Duration hour = Duration.ofHours(1);

        assertThat(ChaosSchedule.of(7, hour)).isEqualTo(ChaosSchedule.of(7, hour));
        assertThat(ChaosSchedule.of(7, hour)).isNotEqualTo(ChaosSchedule.of(8, hour));
        assertThat(ChaosSchedule.of(7, hour).steps())
                .extracting(Step::deed)
                .contains(Deed.values());
    }

    @Test
    void everyRecordIsCountedOnceWhateverHappens() throws Exception {
        long seed = Long.getLong("chaos.seed", DEFAULT_SEED);
        double minutes =
                Double.parseDouble(
                        System.getProperty("chaos.minutes", Double.toString(DEFAULT_MINUTES)));
        Duration duration = Duration.ofMillis(Math.round(minutes * 60_000));
        Path folder = Files.createDirectories(HOME.getParent().resolve("chaos"));
        journal = folder.resolve("seed-" + seed + ".log");
        Files.deleteIfExists(journal);
        Path work = Files.createTempDirectory("spillway-chaos-");
        startedNanos = System.nanoTime();
        note("seed %d, %.1f min; repeat with -Dchaos.seed=%d".formatted(seed, minutes, seed));
        boolean good = false;
        try (ChaosFleet fleet = new ChaosFleet(Installation.prepared().home(), work, this::note)) {
            fleet.start();
            try (WatchedLoad load = new WatchedLoad(fleet, seed)) {
                awaitFirst(fleet);
                load.start();
                wreak(fleet, ChaosSchedule.of(seed, duration), new Silence(fleet, load.output()));
                fleet.thawAll();
                OutputWatch.Verdict verdict =
                        load.finish(
                                END_TIMEOUT, () -> assertThat(fleet.isJobManagerAlive()).isTrue());
                note("done: " + done);
                note("verdict: " + verdict);
                load.assertCountedOnce(verdict, "see " + journal);
                good = true;
            }
        } finally {
            if (!good) {
                saveLogs(work, folder.resolve("seed-" + seed));
            }
            delete(work);
        }
    }

    private void awaitFirst(ChaosFleet fleet) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (fleet.fleet().path("job").path("parallelism").asInt() == 0) {
            assertThat(System.nanoTime() - deadline).as("the job doesn't start").isNegative();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        startedNanos = System.nanoTime();
    }

    private void wreak(ChaosFleet fleet, ChaosSchedule schedule, Silence silence)
            throws IOException, InterruptedException {
        PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.atMs, b.atMs));
        for (Step step : schedule.steps()) {
            due.add(new Due(step.atMs(), () -> act(fleet, step, due)));
        }
        while (!due.isEmpty()) {
            long left = due.peek().atMs - elapsedMs();
            if (left <= 0) {
                due.poll().task.run();
                continue;
            }
            LockSupport.parkNanos(Math.min(LOOK_NANOS, TimeUnit.MILLISECONDS.toNanos(left)));
            silence.look();
            assertThat(fleet.isBrokerAlive()).as("the broker is alive").isTrue();
            assertThat(fleet.isJobManagerAlive())
                    .as("the JobManager is alive: " + fleet.jobManagersLastWords())
                    .isTrue();
        }
    }

    private void act(ChaosFleet fleet, Step step, PriorityQueue<Due> due)
            throws IOException, InterruptedException {
        List<String> machines = fleet.machines();
        switch (step.deed()) {
            case ADD -> fleet.resize(1);
            case REMOVE -> fleet.resize(-1);
            case CHECKPOINT -> fleet.checkpoint();
            case RESTART_JOBMANAGER -> fleet.restartJobManager();
            default -> {
                if (machines.isEmpty()) {
                    return;
                }
                onMachine(fleet, step, machines.get(step.victim() % machines.size()), due);
            }
        }
        done.merge(step.deed(), 1, Integer::sum);
    }

    private void onMachine(ChaosFleet fleet, Step step, String machine, PriorityQueue<Due> due)
            throws InterruptedException {
        note(step.deed() + " " + machine);
        long later = elapsedMs() + step.forMs();
        switch (step.deed()) {
            case NOTICE -> fleet.stop(machine);
            case KILL -> fleet.kill(machine);
            case FREEZE -> {
                fleet.freeze(machine);
                due.add(new Due(later, () -> fleet.thaw(machine)));
            }
            case DRAIN -> {
                fleet.drain(machine);
                // A drained machine does nothing for ever: it goes.
                due.add(new Due(elapsedMs() + 4_000, () -> fleet.stop(machine)));
            }
            case DRAIN_AND_CANCEL -> {
                fleet.drain(machine);
                due.add(
                        new Due(
                                later,
                                () -> {
                                    fleet.cancelDrain(machine);
                                    if (isDrained(fleet, machine)) {
                                        fleet.stop(machine);
                                    }
                                }));
            }
            default -> throw new AssertionError(step);
        }
    }

    /** Notes when nothing comes out for long, and who was there meanwhile. */
    private final class Silence {
        private final ChaosFleet fleet;
        private final OutputWatch output;
        private long lastMs;
        private boolean noted;

        Silence(ChaosFleet fleet, OutputWatch output) {
            this.fleet = fleet;
            this.output = output;
        }

        void look() throws InterruptedException {
            long nowLastMs = output.lastWrittenAtMs();
            if (nowLastMs != lastMs) {
                if (noted) {
                    note("output again after %,d ms".formatted(nowLastMs - lastMs));
                }
                lastMs = nowLastMs;
                noted = false;
            } else if (!noted
                    && lastMs > 0
                    && System.currentTimeMillis() - lastMs > LONG_SILENCE_MS) {
                noted = true;
                note("no output for %,d ms; %s".formatted(LONG_SILENCE_MS, fleet.summary()));
            }
        }
    }

    private static boolean isDrained(ChaosFleet fleet, String machine) throws InterruptedException {
        for (JsonNode each : fleet.fleet().path("taskManagers")) {
            if (each.path("id").asText().equals(machine)) {
                return !each.path("state").asText().equals("IN_SERVICE");
            }
        }
        return true;
    }

    private long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    private synchronized void note(String text) {
        String line = "%8.3f  %s%n".formatted(elapsedMs() / 1e3, text);
        System.out.print(line);
        try {
            Files.writeString(journal, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void saveLogs(Path work, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                if (!log.toString().contains("/kafka/data/")) {
                    Path copy = target.resolve(work.relativize(log).toString());
                    Files.createDirectories(copy.getParent());
                    Files.write(copy, Files.readAllBytes(log));
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
