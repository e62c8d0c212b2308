package io.spillway.scalein;

import io.spillway.restapi.DrainState;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.RemovalOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some machines on their way out: drained, written down, taken away, and seen to be gone.
 *
 * <p>What the group answers to a removal is never relied upon: it is asked what it has, before each
 * removal and after it, until none of the machines counts any more. A removal whose reply was lost
 * is sent again, which is harmless, and for a while nothing else is decided: it may yet arrive.
 *
 * <p>When it is given up, the journal says so first; only then may the job use the machines again.
 * Blocks as long as its calls may. Not thread-safe.
 */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    /** How long a removal that was sent may yet show in what the group tells. */
    static final Duration ON_ITS_WAY = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What is being done. */
    enum Phase {
        DRAINING,
        REMOVING,
        /** The journal has to be told that it is over. */
        ENDING
    }

    /**
     * How it has ended.
     *
     * @param reason {@link ScaleInReason#DONE}, or why some machines stay
     * @param removed how many machines the group has taken away
     */
    record End(ScaleInReason reason, int removed) {}

    private final ShrinkableFleet fleet;
    private final InstanceGroup group;
    private final RemovalJournal journal;
    private final ScaleInRules rules;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final RoomWatch room = new RoomWatch();
    private final Set<String> open;
    private final Set<String> removed = new LinkedHashSet<>();

    private Phase phase;
    private Duration deadline;
    private Duration nextTry;
    private Duration sentAt;
    private boolean journaled;
    private ScaleInReason why;
    private ScaleInReason ofThoseThatStay;
    private String problem;

    private Removal(
            ShrinkableFleet fleet,
            InstanceGroup group,
            RemovalJournal journal,
            ScaleInRules rules,
            Collection<String> machines,
            Phase phase,
            Duration deadline) {
        this.fleet = fleet;
        this.group = group;
        this.journal = journal;
        this.rules = rules;
        this.open = new LinkedHashSet<>(machines);
        this.phase = phase;
        this.deadline = deadline;
    }

    /**
     * Begins to drain machines; those that are drained already stay so.
     *
     * @param state by which they were picked
     */
    static Removal begin(
            ShrinkableFleet fleet,
            InstanceGroup group,
            RemovalJournal journal,
            ScaleInRules rules,
            Collection<String> machines,
            InstanceGroupState state,
            Duration now) {
        fleet.drain(machines);
        Removal removal =
                new Removal(
                        fleet,
                        group,
                        journal,
                        rules,
                        machines,
                        Phase.DRAINING,
                        now.plus(rules.drainTimeout()));
        removal.room.look(state, now);
        return removal;
    }

    /** Goes on with what an earlier leader had written down: it may have been sent. */
    static Removal resume(
            ShrinkableFleet fleet,
            InstanceGroup group,
            RemovalJournal journal,
            ScaleInRules rules,
            Collection<String> machines,
            Duration now) {
        fleet.hold(machines);
        Removal removal =
                new Removal(
                        fleet,
                        group,
                        journal,
                        rules,
                        machines,
                        Phase.REMOVING,
                        now.plus(rules.removalTimeout()));
        removal.journaled = true;
        removal.sentAt = now;
        return removal;
    }

    Phase phase() {
        return phase;
    }

    /** Those of which it isn't known yet what becomes of them. */
    Set<String> machines() {
        return Set.copyOf(open);
    }

    /** What keeps it from going on, in one line; null when nothing does. */
    String problem() {
        return problem;
    }

    /**
     * Does what is due.
     *
     * @param stays whether what would stay carries what is needed now
     * @return how it has ended; empty while it goes on
     */
    Optional<End> step(Duration now, boolean stays) {
        if (nextTry != null && now.compareTo(nextTry) < 0) {
            return Optional.empty();
        }
        if (phase == Phase.DRAINING) {
            drain(now, stays);
        }
        if (phase == Phase.REMOVING) {
            remove(now, stays);
        }
        return phase == Phase.ENDING ? end(now) : Optional.empty();
    }

    /** Another leads: what it does with the machines is its affair. */
    void abandon() {
        open.forEach(fleet::takeBack);
    }

    private void drain(Duration now, boolean stays) {
        Set<String> pending = new LinkedHashSet<>();
        for (String machine : Set.copyOf(open)) {
            DrainState state = fleet.drainOf(machine).orElse(DrainState.CANCELLED);
            if (state == DrainState.CANCELLED) {
                open.remove(machine);
                ofThoseThatStay = ScaleInReason.CANCELLED;
            } else if (!state.isFinal()) {
                pending.add(machine);
            }
        }
        if (open.isEmpty()) {
            over(ScaleInReason.CANCELLED);
        } else if (!stays) {
            over(ScaleInReason.MORE_NEEDED);
        } else if (pending.isEmpty()) {
            beginRemoving(now);
        } else if (now.compareTo(deadline) >= 0) {
            LOG.warn(
                    "Not drained within {} s, so they stay: {}",
                    rules.drainTimeout().toSeconds(),
                    pending);
            pending.forEach(fleet::takeBack);
            open.removeAll(pending);
            ofThoseThatStay = ScaleInReason.NOT_DRAINED_IN_TIME;
            if (open.isEmpty()) {
                over(ScaleInReason.NOT_DRAINED_IN_TIME);
            } else {
                beginRemoving(now);
            }
        }
    }

    private void beginRemoving(Duration now) {
        phase = Phase.REMOVING;
        deadline = now.plus(rules.removalTimeout());
    }

    private void remove(Duration now, boolean stays) {
        try {
            // Each time, as it also tells whether another leads meanwhile.
            journal.write(Set.copyOf(open));
            journaled = true;
            InstanceGroupState state = group.describe(rules.callTimeout());
            noteGone(state);
            if (open.isEmpty()) {
                over(ofThoseThatStay == null ? ScaleInReason.DONE : ofThoseThatStay);
                return;
            }
            if (room.look(state, now)) {
                LOG.info(
                        "{}: {} stay drained for up to {} s: {}",
                        group.name(),
                        open,
                        RoomWatch.NO_ROOM.toSeconds(),
                        ScaleInReason.AT_MINIMUM.sentence());
            }
            boolean mayArrive = sentAt != null && now.minus(sentAt).compareTo(ON_ITS_WAY) < 0;
            Optional<ScaleInReason> stop = mayArrive ? Optional.empty() : stop(state, now, stays);
            if (stop.isPresent()) {
                over(stop.get());
                return;
            }
            send(state, now);
        } catch (CloudException e) {
            failed(now, e.getMessage());
        } catch (JournalException e) {
            if (e.anotherLeads()) {
                over(ScaleInReason.NO_JOB);
            } else {
                failed(now, e.getMessage());
            }
        }
    }

    private void noteGone(InstanceGroupState state) {
        Set<String> counting =
                state.members().stream()
                        .filter(m -> m.state().counts())
                        .map(InstanceGroupMember::id)
                        .collect(Collectors.toSet());
        for (String machine : Set.copyOf(open)) {
            if (!counting.contains(machine)) {
                open.remove(machine);
                removed.add(machine);
            }
        }
    }

    private Optional<ScaleInReason> stop(InstanceGroupState state, Duration now, boolean stays) {
        if (!stays) {
            return Optional.of(ScaleInReason.MORE_NEEDED);
        }
        return room.stop(state, now)
                .or(
                        () ->
                                now.compareTo(deadline) >= 0
                                        ? Optional.of(ScaleInReason.NOT_REMOVED_IN_TIME)
                                        : Optional.empty());
    }

    private void send(InstanceGroupState state, Duration now) throws CloudException {
        int most = Math.min(group.maxRemovals(), ScaleInPlanner.room(state));
        // After the deadline no more is sent, so that it is known at last that nothing arrives.
        if (most > 0 && now.compareTo(deadline) < 0) {
            Set<String> next =
                    open.stream().limit(most).collect(Collectors.toCollection(LinkedHashSet::new));
            LOG.info("{}: removing {}, {} of {}", group.name(), next, next.size(), open.size());
            RemovalOutcome outcome = remove(next);
            sentAt = now;
            if (outcome instanceof RemovalOutcome.Unknown unknown) {
                failed(now, "no answer to a removal: " + unknown.cause().getMessage());
                return;
            }
            backoff.reset();
            problem = null;
        }
        nextTry = now.plus(backoff.next());
    }

    private RemovalOutcome remove(Set<String> machines) throws CloudException {
        try {
            return group.remove(machines, rules.callTimeout());
        } catch (RuntimeException e) {
            // A client that breaks in the middle has perhaps sent it.
            return new RemovalOutcome.Unknown(e);
        }
    }

    private void failed(Duration now, String what) {
        if (!what.equals(problem)) {
            LOG.warn("{}: {} aren't removed yet: {}", group.name(), open, what);
            problem = what;
        }
        nextTry = now.plus(backoff.next());
        if (phase == Phase.REMOVING && sentAt == null && now.compareTo(deadline) >= 0) {
            over(ScaleInReason.NOT_REMOVED_IN_TIME);
        }
    }

    private void over(ScaleInReason reason) {
        phase = Phase.ENDING;
        why = reason;
        backoff.reset();
        nextTry = null;
    }

    private Optional<End> end(Duration now) {
        if (journaled && why != ScaleInReason.NO_JOB) {
            try {
                journal.write(Set.of());
                journaled = false;
            } catch (JournalException e) {
                if (!e.anotherLeads()) {
                    failed(now, e.getMessage());
                    return Optional.empty();
                }
                why = ScaleInReason.NO_JOB;
            }
        }
        fleet.gone(removed);
        open.forEach(fleet::takeBack);
        return Optional.of(new End(why, removed.size()));
    }
}
