package io.spillway.scalein;

import io.spillway.scalein.ScaleInPlanner.Plan;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroupState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the group smaller when the job needs fewer machines: one step a second, one move at a time.
 *
 * <p>Everything that changes is touched by the executor's one thread only, on which calls to the
 * group and to the journal may block. Whoever shows what it does reads the {@link ScaleInBoard}.
 */
public final class ScaleInLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleInLoop.class);
    private static final Duration STEP = Duration.ofSeconds(1);

    /** How long the fleet may take to be looked at: it is in this process. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** From one attempt that was given up to the next, at least: it has restarted the job twice. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private static final Set<ScaleInReason> FAILURES =
            EnumSet.of(
                    ScaleInReason.NOT_DRAINED_IN_TIME,
                    ScaleInReason.NOT_REMOVED_IN_TIME,
                    ScaleInReason.GROUP_SCALES_IN);

    /** The clock may begin anywhere. */
    private static final Duration LONG_AGO = Duration.ofNanos(Long.MIN_VALUE);

    private final ScheduledExecutorService executor;
    private final LongSupplier nanos;
    private final ScaleInRules rules;
    private final ShrinkableFleet fleet;
    private final WatchedGroup group;
    private final RemovalJournal journal;
    private final Inheritance inheritance;
    private final ScaleInPlanner planner;
    private final ScaleInBoard board;
    private final NeedWindow window;
    private final Arrivals arrivals;
    private final PolicyWatch policy = new PolicyWatch();

    /** From one question to a group that can't be made smaller to the next. */
    private final Backoff asking = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(2));

    private final Backoff attempts;

    private boolean inCharge;
    private Removal removal;
    private Duration consideredAt = LONG_AGO;
    private Sight askedFor;
    private Duration askAt = LONG_AGO;
    private Duration attemptAt = LONG_AGO;
    private Tally tally = new Tally(0, 0, 0);
    private ScaleInReason reason = ScaleInReason.NO_JOB;

    private record Tally(int moves, int removed, int givenUp) {}

    /**
     * @param executor with one thread; closed with the loop
     * @param nanos the clock of {@link Need#at}
     */
    public ScaleInLoop(
            ScheduledExecutorService executor,
            LongSupplier nanos,
            ScaleInRules rules,
            ShrinkableFleet fleet,
            GroupAccess access,
            RemovalJournal journal,
            ScaleInBoard board) {
        this.executor = executor;
        this.nanos = nanos;
        this.rules = rules;
        this.fleet = fleet;
        this.group = new WatchedGroup(access, rules.callTimeout());
        this.journal = journal;
        this.inheritance = new Inheritance(fleet, group, journal, rules);
        this.board = board;
        this.planner = new ScaleInPlanner(rules.tolerance(), rules.batch());
        this.window = new NeedWindow(rules.stabilizationWindow(), rules.longestGap());
        this.arrivals = new Arrivals(rules.joinPatience());
        this.attempts = new Backoff(PAUSE, Duration.ofHours(6));
    }

    /** Begins; returns at once. */
    public void start() {
        // Ends with the executor.
        Future<?> unused =
                executor.scheduleWithFixedDelay(
                        this::step, STEP.toNanos(), STEP.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The job has just become this process's: what an earlier leader left is looked for now. */
    public void wake() {
        try {
            executor.execute(this::step);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed before it could take over", e);
        }
    }

    /** Ends the loop; what is on its way isn't waited for, and another leader goes on with it. */
    @Override
    public void close() {
        executor.execute(group::close);
        executor.shutdown();
    }

    private void step() {
        try {
            look(Duration.ofNanos(nanos.getAsLong()));
        } catch (RuntimeException e) {
            // One that isn't caught would end the loop.
            LOG.warn("No machine was taken away this time", e);
        }
        board.hang(status());
    }

    private ScaleInStatus status() {
        return new ScaleInStatus(
                removal == null
                        ? ScaleInStatus.Phase.WAITING
                        : removal.phase() == Removal.Phase.DRAINING
                                ? ScaleInStatus.Phase.DRAINING
                                : ScaleInStatus.Phase.REMOVING,
                reason,
                removal == null ? group.problem() : Optional.ofNullable(removal.problem()),
                removal == null ? List.of() : removal.machines().stream().sorted().toList(),
                window.peak()
                        .map(peak -> OptionalInt.of(peak.taskManagers()))
                        .orElse(OptionalInt.empty()),
                tally.moves,
                tally.removed,
                tally.givenUp);
    }

    private void look(Duration now) {
        if (!fleet.runsTheJob()) {
            notInCharge();
            return;
        }
        inCharge = true;
        Optional<Need> need =
                fleet.need().filter(n -> now.minus(n.at()).compareTo(rules.longestGap()) <= 0);
        need.ifPresentOrElse(window::add, window::clear);
        if (!inheritance.take(now)) {
            waits(ScaleInReason.TAKING_OVER);
            return;
        }
        inheritance.removal().ifPresent(resumed -> removal = resumed);
        if (removal != null) {
            proceed(now, need);
        } else {
            consider(now, need);
        }
    }

    private void notInCharge() {
        if (inCharge) {
            inCharge = false;
            inheritance.lost();
            window.clear();
            if (removal != null) {
                removal.abandon();
                removal = null;
            }
        }
        waits(ScaleInReason.NO_JOB);
    }

    // --- a removal under way --------------------------------------------------------------------

    private void proceed(Duration now, Optional<Need> need) {
        boolean stays =
                need.isEmpty() || sight().map(sight -> sight.carries(need.get())).orElse(true);
        Optional<Removal.End> end = removal.step(now, stays);
        if (end.isEmpty()) {
            return;
        }
        reason = end.get().reason();
        boolean done = reason == ScaleInReason.DONE;
        if (!done) {
            Optional.ofNullable(removal.problem()).ifPresent(group::trouble);
        }
        removal = null;
        tally =
                new Tally(
                        tally.moves,
                        tally.removed + end.get().removed(),
                        tally.givenUp + (done ? 0 : 1));
        if (done) {
            LOG.info("{} machines have been taken away", end.get().removed());
            attempts.reset();
        } else {
            Duration pause = FAILURES.contains(reason) ? attempts.next() : PAUSE;
            attemptAt = now.plus(pause);
            LOG.warn(
                    "Scale-in given up after {} machines; the others work again, and the next try is in {} min: {}",
                    end.get().removed(),
                    pause.toMinutes(),
                    reason.sentence());
        }
        askedFor = null;
    }

    // --- whether to begin one -------------------------------------------------------------------

    private void consider(Duration now, Optional<Need> need) {
        Optional<NeedWindow.Peak> peak = window.peak();
        if (need.isEmpty()) {
            waits(ScaleInReason.NO_SIGNAL);
        } else if (peak.isEmpty()) {
            waits(ScaleInReason.WAITING_FOR_WINDOW);
        } else if (!need.get().isNew()) {
            waits(ScaleInReason.SIGNAL_HELD);
        } else if (now.compareTo(attemptAt) < 0) {
            waits(ScaleInReason.PAUSED);
        } else if (!need.get().at().equals(consideredAt)) {
            consideredAt = need.get().at();
            Optional<Sight> sight = sight();
            Optional<ScaleInReason> wait = sight.flatMap(s -> planner.wait(peak.get(), s));
            if (wait.isPresent()) {
                askedFor = null;
                waits(wait.get());
            } else if (sight.isPresent()) {
                ask(now, peak.get(), sight.get());
            }
        }
    }

    /** A group that said no is asked again seldom, unless the fleet is another by now. */
    private void ask(Duration now, NeedWindow.Peak peak, Sight sight) {
        if (!sight.equals(askedFor)) {
            asking.reset();
        } else if (now.compareTo(askAt) < 0) {
            return;
        }
        askedFor = sight;
        askAt = now.plus(asking.next());
        try {
            InstanceGroupState state = group.describe();
            Plan plan = planner.plan(peak, sight, state, arrivals.expected(now, sight, state));
            policy.look(now, state.recommendedSize());
            if (plan instanceof Plan.Wait wait) {
                waits(wait.reason());
            } else if (!policy.allows(now, Math.max(peak.taskManagers(), state.minSize()))) {
                waits(ScaleInReason.POLICY_CHANGES);
            } else if (plan instanceof Plan.Remove remove) {
                LOG.info(
                        "{} TaskManagers suffice, {} are there: draining {} to take them away",
                        peak.taskManagers(),
                        sight.machines().size(),
                        remove.machines());
                removal =
                        Removal.begin(
                                fleet, group.open(), journal, rules, remove.machines(), state, now);
                tally = new Tally(tally.moves + 1, tally.removed, tally.givenUp);
            }
        } catch (CloudException e) {
            waits(ScaleInReason.GROUP_UNREACHABLE);
            group.trouble(e.getMessage());
        }
    }

    // --- what is asked --------------------------------------------------------------------------

    private Optional<Sight> sight() {
        try {
            return Optional.of(
                    fleet.look().toCompletableFuture().get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The fleet can't be looked at", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void waits(ScaleInReason why) {
        reason = why;
    }
}
