package io.spillway.localcloud.autoscaling;

import io.spillway.localcloud.autoscaling.BusyTimeSource.BusyTime;
import io.spillway.localcloud.group.LocalGroup;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a group's desired capacity, once each sync period, to what a {@link HorizontalPodAutoscaler}
 * makes of the job's busy time.
 *
 * <p>What it doesn't act upon, so that the fleet doesn't chase its own tail:
 *
 * <ul>
 *   <li>nothing measured: the job isn't running, its metrics haven't arrived, the JobManager
 *       doesn't answer. A missing metric is neither full load nor none;
 *   <li>a job that restarted within the settle time: it works off what has piled up meanwhile, at
 *       full speed, which says nothing about the load. This is why a rescale doesn't ask for the
 *       next one. A load that is too high stays so, and is acted upon once the time is over;
 *   <li>machines that aren't working yet: the recommendation is computed from the machines that
 *       were measured (the job's parallelism), not from those that are desired, so that booting
 *       ones are not asked for a second time.
 * </ul>
 */
public final class GroupAutoscaler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupAutoscaler.class);

    private final AutoscalerSettings settings;
    private final HorizontalPodAutoscaler rule;
    private final BusyTimeSource source;
    private final IntSupplier desired;
    private final IntConsumer setDesired;
    private final int slotsPerMachine;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final List<Consumer<Decision>> listeners = new CopyOnWriteArrayList<>();

    private ScheduledFuture<?> ticks;
    private String attempt;
    private Instant settled = Instant.EPOCH;

    /**
     * An autoscaler that does nothing until {@link #start} is called.
     *
     * @param slotsPerMachine slots of each TaskManager, 1 or more
     * @param executor reads and decides on it; a read blocks, so it should not be the group's
     */
    public GroupAutoscaler(
            LocalGroup group,
            AutoscalerSettings settings,
            BusyTimeSource source,
            int slotsPerMachine,
            Clock clock,
            ScheduledExecutorService executor) {
        this(
                group::desired,
                group::setDesired,
                settings,
                new HorizontalPodAutoscaler(
                        settings,
                        Math.max(1, group.settings().minimum()),
                        group.settings().maximum(),
                        clock),
                source,
                slotsPerMachine,
                clock,
                executor);
    }

    GroupAutoscaler(
            IntSupplier desired,
            IntConsumer setDesired,
            AutoscalerSettings settings,
            HorizontalPodAutoscaler rule,
            BusyTimeSource source,
            int slotsPerMachine,
            Clock clock,
            ScheduledExecutorService executor) {
        if (slotsPerMachine < 1) {
            throw new IllegalArgumentException(
                    "slots per machine " + slotsPerMachine + ": must be 1 or more");
        }
        this.desired = desired;
        this.setDesired = setDesired;
        this.settings = settings;
        this.rule = rule;
        this.source = source;
        this.slotsPerMachine = slotsPerMachine;
        this.clock = clock;
        this.executor = executor;
    }

    /** Adds a listener, which hears of every decision, the ones to do nothing included. */
    public void addListener(Consumer<Decision> listener) {
        listeners.add(listener);
    }

    /** Decides once each sync period from now on. */
    public synchronized void start() {
        if (ticks == null) {
            long period = settings.syncPeriod().toMillis();
            ticks =
                    executor.scheduleWithFixedDelay(
                            this::tick, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /** Decides no more. A decision that is being taken may still take effect. */
    @Override
    public synchronized void close() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    private void tick() {
        try {
            Decision decision = decide(source.read());
            if (decision.after() != decision.before()) {
                setDesired.accept(decision.after());
            }
            listeners.forEach(listener -> listener.accept(decision));
        } catch (RuntimeException e) {
            // An exception would end the schedule; the next tick measures anew.
            LOG.warn("The autoscaler skips a decision", e);
        }
    }

    private Decision decide(Optional<BusyTime> reading) {
        Instant now = clock.instant();
        int before = desired.getAsInt();
        if (reading.isEmpty()) {
            return new Decision(now, before, before, Double.NaN, Outcome.NOTHING_MEASURED);
        }
        BusyTime busy = reading.get();
        if (!busy.attempt().equals(attempt)) {
            attempt = busy.attempt();
            settled = now.plus(settings.settleTime());
        }
        if (now.isBefore(settled)) {
            return new Decision(now, before, before, busy.busyFraction(), Outcome.SETTLING);
        }
        int measured = (busy.parallelism() + slotsPerMachine - 1) / slotsPerMachine;
        int after = rule.recommend(before, measured, busy.busyFraction());
        return new Decision(now, before, after, busy.busyFraction(), Outcome.DECIDED);
    }

    /** Whether a decision is one. */
    public enum Outcome {
        /** By the formula; it may be to stay. */
        DECIDED,
        /** Nothing is done soon after a restart of the job. */
        SETTLING,
        /** Nothing is done while there is no measurement. */
        NOTHING_MEASURED
    }

    /**
     * What was decided.
     *
     * @param at when
     * @param before the desired capacity before
     * @param after the desired capacity after, the same when nothing is done
     * @param busyFraction of the busiest vertex, from 0 to 1; NaN when nothing was measured
     * @param outcome whether the formula was asked
     */
    public record Decision(
            Instant at, int before, int after, double busyFraction, Outcome outcome) {}
}
