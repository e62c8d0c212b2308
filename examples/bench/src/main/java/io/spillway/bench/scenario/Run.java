package io.spillway.bench.scenario;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.BenchCluster;
import io.spillway.bench.cluster.BusyProcesses;
import io.spillway.bench.cluster.JobManagerRest;
import io.spillway.bench.cluster.JobManagerRest.Checkpoint;
import io.spillway.bench.cluster.JobManagerRest.TaskManager;
import io.spillway.bench.cluster.LeaderWatch;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.measure.Output;
import io.spillway.localcloud.machine.LocalVm;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run of a scenario on a cluster. For one thread. */
final class Run {
    /** The middle of the checkpoint interval: what is processed again depends on it. */
    private static final Duration AFTER_CHECKPOINT = Duration.ofSeconds(5);

    private static final Duration LATE = Duration.ofMillis(700);
    private static final Duration STEADY = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration STARVED = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final int BUSY_PER_CORE = 32;

    /** Longer than the rest of a heartbeat's time-out after a pause. */
    private static final Duration AFTER_PAUSE = Duration.ofSeconds(6);

    /** What is measured may begin a little after its cause. */
    private static final Duration LEAST_AFTER = Duration.ofSeconds(1);

    private static final Duration BASELINE = Duration.ofSeconds(3);

    /** A gap that the event itself makes isn't the baseline's. */
    private static final Duration BEFORE_EVENT = Duration.ofMillis(100);

    private static final Duration JOB_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration FILL_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration OVER_TIMEOUT = Duration.ofMinutes(3);

    private final Scenario scenario;
    private final BenchCluster cluster;
    private final Clock clock;
    private final Consumer<String> phase;

    /**
     * @param clock that the output's times are by
     * @param phase told what is waited for
     */
    Run(Scenario scenario, BenchCluster cluster, Clock clock, Consumer<String> phase) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.clock = clock;
        this.phase = phase;
    }

    /**
     * Makes the cluster what the scenario begins with, and waits until the job runs on it.
     *
     * @param fresh whether another cluster may be tried where one takes more than a minute to take
     *     in TaskManagers that the job didn't begin with: stock Flink starts it with the first slot
     *     that it is offered
     * @return false when another cluster should be tried
     */
    boolean prepare(boolean fresh) throws BenchException, InterruptedException {
        List<LocalVm> there = cluster.taskManagers();
        for (int i = there.size(); i < scenario.taskManagers(); i++) {
            cluster.addTaskManager();
        }
        for (LocalVm vm :
                there.subList(Math.min(there.size(), scenario.taskManagers()), there.size())) {
            vm.stop();
            awaitExit(List.of(vm));
            cluster.giveUp(vm);
        }
        phase.accept("waiting for %d TaskManagers".formatted(scenario.taskManagers()));
        Set<String> wanted =
                cluster.taskManagers().stream().map(LocalVm::id).collect(Collectors.toSet());
        await(
                "all TaskManagers have joined",
                JOB_TIMEOUT,
                () ->
                        cluster.rest().taskManagers().stream()
                                .map(TaskManager::id)
                                .collect(Collectors.toSet())
                                .containsAll(wanted));
        cluster.letJobStart();
        phase.accept("waiting for output at parallelism " + scenario.parallelismBefore());
        if (fresh && !scenario.growsAtOnce()) {
            await("all tasks run", JOB_TIMEOUT, () -> cluster.rest().parallelism().isPresent());
            if (!runsAt(scenario.parallelismBefore())) {
                return false;
            }
        }
        awaitFlow(scenario.parallelismBefore(), JOB_TIMEOUT);
        if (!cluster.output().isFilled()) {
            phase.accept("filling the state");
            await("the state is filled", FILL_TIMEOUT, cluster.output()::isFilled);
        }
        return true;
    }

    private boolean runsAt(int parallelism) throws InterruptedException {
        OptionalInt now = cluster.rest().parallelism();
        return now.isPresent() && now.getAsInt() == parallelism;
    }

    /** Lets it happen, waits until it is over, and says what it has cost. */
    RunResult measure() throws BenchException, InterruptedException {
        Output output = cluster.output();
        output.forgetTimes();
        try {
            switch (scenario.disturbance()) {
                case PAUSE, STARVE, NONE -> Waiting.pause(BASELINE.toNanos());
                default -> awaitMomentAfterCheckpoint();
            }
            Counts before = Counts.of(cluster.rest());
            long repeated = output.repeated();
            phase.accept(scenario.description());
            double eventMs = clock.millis();
            Effects effects = disturb();
            phase.accept("waiting until it is over");
            Waiting.pause(LEAST_AFTER.toNanos());
            awaitFlow(scenario.parallelismAfter(), OVER_TIMEOUT);
            await("all has been repeated", OVER_TIMEOUT, output::hasCaughtUp);
            double overMs = clock.millis();
            JobManagerRest rest = cluster.rest();
            Counts counts =
                    Counts.of(rest).since(scenario.changesJobManager() ? Counts.NEW : before);
            // The last 50 ms may still be on their way.
            Waiting.pause(TimeUnit.MILLISECONDS.toNanos(100));
            OptionalDouble runningMs =
                    scenario.disturbance() == Disturbance.ADD
                            ? output.firstAtMs(scenario.parallelismAfter(), eventMs)
                            : OptionalDouble.empty();
            RunResult result =
                    new RunResult(
                            output.longestGapMs(eventMs, overMs),
                            output.worstKeyGapMs(eventMs, overMs),
                            output.longestGapMs(
                                    eventMs - BASELINE.toMillis(),
                                    eventMs - BEFORE_EVENT.toMillis()),
                            output.repeated() - repeated,
                            counts.restarts(),
                            counts.failures(),
                            effects.noticeToReleasedMs(),
                            runningMs.isPresent() && effects.registeredMs().isPresent()
                                    ? OptionalDouble.of(
                                            runningMs.getAsDouble()
                                                    - effects.registeredMs().getAsDouble())
                                    : OptionalDouble.empty(),
                            effects.leaderMs(),
                            effects.storeRequestsPerHour(),
                            plannedMove(rest));
            requireNothingLost(output);
            return result;
        } catch (IOException e) {
            cluster.requireAlive();
            throw new BenchException("the JobManager can't be asked: " + e, e);
        }
    }

    /** What Flink counts of a job, from when its JobManager took it over. */
    private record Counts(int restarts, int failures) {
        /** Another JobManager begins at none, and to take over is a restart. */
        static final Counts NEW = new Counts(-1, 0);

        static Counts of(JobManagerRest rest) throws IOException, InterruptedException {
            return new Counts(rest.restarts(), rest.failures());
        }

        Counts since(Counts before) {
            return new Counts(restarts - before.restarts, failures - before.failures);
        }
    }

    private Optional<MoveParts> plannedMove(JobManagerRest rest)
            throws IOException, InterruptedException {
        return scenario.expectsPlannedMove()
                ? rest.lastMove()
                        .map(
                                move ->
                                        new MoveParts(
                                                move.checkpointMs(),
                                                move.cancelMs(),
                                                move.restoreMs(),
                                                move.deployMs()))
                : Optional.empty();
    }

    private static void requireNothingLost(Output output) throws BenchException {
        if (output.lost().orElse(0) > 0 || output.miscounted().orElse(0) > 0) {
            throw new BenchException(
                    "%d records were LOST, and the job's state counted %d wrongly"
                            .formatted(output.lost().orElse(0), output.miscounted().orElse(0)));
        }
    }

    /** What is known of a disturbance besides the output. */
    private record Effects(
            OptionalDouble noticeToReleasedMs,
            OptionalDouble registeredMs,
            OptionalDouble leaderMs,
            OptionalDouble storeRequestsPerHour) {
        private static final OptionalDouble NOTHING = OptionalDouble.empty();
        static final Effects NONE = new Effects(NOTHING, NOTHING, NOTHING, NOTHING);

        static Effects released(double afterMs) {
            return new Effects(OptionalDouble.of(afterMs), NOTHING, NOTHING, NOTHING);
        }

        static Effects registered(double atMs) {
            return new Effects(NOTHING, OptionalDouble.of(atMs), NOTHING, NOTHING);
        }

        static Effects leader(OptionalDouble afterMs) {
            return new Effects(NOTHING, NOTHING, afterMs, NOTHING);
        }

        static Effects requests(double perHour) {
            return new Effects(NOTHING, NOTHING, NOTHING, OptionalDouble.of(perHour));
        }
    }

    private Effects disturb() throws BenchException, InterruptedException, IOException {
        List<LocalVm> victims = victims();
        switch (scenario.disturbance()) {
            case STOP -> {
                return stop(victims, System.nanoTime());
            }
            case REPLACE -> {
                add();
                return stop(victims, System.nanoTime());
            }
            case CHECKPOINT_AND_STOP -> {
                long notice = System.nanoTime();
                long last = cluster.rest().lastCheckpoint().map(Checkpoint::id).orElse(0L);
                cluster.rest().triggerCheckpoint();
                await(
                        "the checkpoint is complete",
                        OVER_TIMEOUT,
                        () ->
                                cluster.rest().lastCheckpoint().map(Checkpoint::id).orElse(0L)
                                        > last);
                return stop(victims, notice);
            }
            case KILL -> victims.forEach(cluster::giveUp);
            case FREEZE -> {
                victims.forEach(LocalVm::freeze);
                awaitFlow(scenario.parallelismAfter(), OVER_TIMEOUT);
                victims.forEach(cluster::giveUp);
            }
            case PAUSE -> {
                victims.forEach(LocalVm::freeze);
                Waiting.pause(PAUSE.toNanos());
                victims.forEach(LocalVm::thaw);
                Waiting.pause(AFTER_PAUSE.toNanos());
            }
            case STARVE -> {
                try (BusyProcesses busy = cluster.startBusyProcesses(BUSY_PER_CORE)) {
                    Waiting.pause(STARVED.toNanos());
                    busy.requireAlive();
                }
                Waiting.pause(AFTER_PAUSE.toNanos());
            }
            case ADD -> {
                return add();
            }
            case KILL_JOB_MANAGER -> {
                long startedMs = cluster.rest().startedMs();
                long killed = System.nanoTime();
                cluster.killJobManager();
                return awaitLeader(startedMs, killed);
            }
            case STOP_JOB_MANAGER -> {
                long startedMs = cluster.rest().startedMs();
                long notice = System.nanoTime();
                cluster.stopJobManager();
                return awaitLeader(startedMs, notice);
            }
            case NONE -> {
                long before = cluster.storeRequests().orElse(0);
                Waiting.pause(QUIET.toNanos());
                return Effects.requests(
                        (double) (cluster.storeRequests().orElse(0) - before)
                                * Duration.ofHours(1).toNanos()
                                / QUIET.toNanos());
            }
        }
        return Effects.NONE;
    }

    private Effects stop(List<LocalVm> victims, long noticeNanos)
            throws BenchException, InterruptedException {
        List<CompletableFuture<Long>> exits = new ArrayList<>();
        for (LocalVm vm : victims) {
            exits.add(vm.exited().toCompletableFuture().thenApply(unused -> System.nanoTime()));
        }
        victims.forEach(LocalVm::stop);
        awaitExit(victims);
        victims.forEach(cluster::giveUp);
        long last = noticeNanos;
        for (CompletableFuture<Long> exit : exits) {
            last = Math.max(last, exit.join());
        }
        return Effects.released((last - noticeNanos) / 1e6);
    }

    private Effects awaitLeader(long startedMs, long beginNanos)
            throws BenchException, InterruptedException {
        try (LeaderWatch watch = LeaderWatch.begin(cluster.rest(), startedMs, beginNanos)) {
            OptionalDouble leaderMs = watch.await(OVER_TIMEOUT);
            if (leaderMs.isEmpty()) {
                throw new BenchException(
                        "no other JobManager has taken over the job after %d s"
                                .formatted(OVER_TIMEOUT.toSeconds()));
            }
            return Effects.leader(leaderMs);
        }
    }

    private Effects add() throws BenchException, InterruptedException {
        String id = cluster.addTaskManager().id();
        await(
                id + " has registered",
                JOB_TIMEOUT,
                () -> cluster.rest().taskManagers().stream().anyMatch(tm -> tm.id().equals(id)));
        return Effects.registered((double) clock.millis());
    }

    /** The oldest that have work. */
    private List<LocalVm> victims() throws IOException, InterruptedException {
        Set<String> idle =
                cluster.rest().taskManagers().stream()
                        .filter(TaskManager::idle)
                        .map(TaskManager::id)
                        .collect(Collectors.toSet());
        return cluster.taskManagers().stream()
                .filter(vm -> !idle.contains(vm.id()))
                .limit(scenario.victims())
                .toList();
    }

    private static void awaitExit(List<LocalVm> vms) throws BenchException, InterruptedException {
        CompletableFuture<?>[] exits =
                vms.stream()
                        .map(vm -> vm.exited().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(OVER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchException(
                    "a TaskManager doesn't end within %d s of SIGTERM"
                            .formatted(OVER_TIMEOUT.toSeconds()),
                    e);
        }
    }

    private void awaitFlow(int parallelism, Duration timeout)
            throws BenchException, InterruptedException {
        await(
                "output comes at parallelism " + parallelism,
                timeout,
                () -> cluster.output().flows(parallelism, STEADY) && runsAt(parallelism));
    }

    /** Blocks until the last checkpoint is half an interval ago. */
    private void awaitMomentAfterCheckpoint()
            throws BenchException, InterruptedException, IOException {
        phase.accept("waiting for the middle of a checkpoint interval");
        long before = clock.millis();
        String trigger = cluster.rest().triggerCheckpoint();
        await(
                "a checkpoint is complete",
                JOB_TIMEOUT,
                () -> {
                    Optional<Checkpoint> last = cluster.rest().lastCheckpoint();
                    long age = last.map(c -> clock.millis() - c.completedAtMs()).orElse(0L);
                    return last.isPresent()
                            && last.get().completedAtMs() > before
                            && age >= AFTER_CHECKPOINT.toMillis()
                            && age <= AFTER_CHECKPOINT.plus(LATE).toMillis();
                });
        cluster.rest().readResult(trigger);
    }

    private void await(String what, Duration timeout, Waiting.Condition condition)
            throws BenchException, InterruptedException {
        Waiting.until(
                what,
                timeout,
                () -> {
                    cluster.requireAlive();
                    return condition.holds();
                });
    }
}
