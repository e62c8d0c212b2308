package io.spillway.ha.lease;

import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * When to look for the leader: often while it is sought, seldom or never while it is known and
 * answers. So the requests of a fleet don't grow with it, but for the time in which there is no
 * leader. Not thread-safe. Times are nanoseconds of the caller's monotonic clock.
 */
final class LookupPace {
    /** While the leader is sought: how often at first. */
    static final Duration SEEKING = Duration.ofSeconds(1);

    /** The longest time between two looks while it is sought. */
    static final Duration SEEKING_AT_LEAST = Duration.ofSeconds(30);

    /** For how long a leader that may be about to go is looked at. */
    static final Duration GLANCING = Duration.ofSeconds(10);

    /**
     * For how long another leader is watched that nobody has said answers: for as long as Flink
     * tries to register a TaskManager ({@code taskmanager.registration.timeout}).
     */
    static final Duration TRYING = Duration.ofMinutes(5);

    /** The share of the time it is sought for that passes between two looks. */
    private static final double SLOWING = 0.05;

    /** By how much of itself each time varies, so that a fleet doesn't look all at once. */
    private static final double JITTER = 0.2;

    private final long calmNanos;
    private final DoubleSupplier random;
    private boolean seeking = true;
    private long seekingSince;
    private Map<String, String> unreachable = Map.of();
    private Map<String, String> known = Map.of();

    /** What a leader told last, if there is none now. */
    private Map<String, String> lastTold = Map.of();

    private boolean complete;
    private long glancingUntil;

    /** Whether somebody tells if the leader answers; not everybody who looks does. */
    private boolean told;

    /** Whether another leader was found that may have gone before anybody has reached it. */
    private boolean untried;

    private long dueAt;

    /**
     * @param calm how often to look while there is no reason to
     * @param random between 0 and 1
     */
    LookupPace(Duration calm, DoubleSupplier random, long now) {
        this.calmNanos = calm.toNanos();
        this.random = random;
        this.seekingSince = now;
        this.glancingUntil = now;
        this.dueAt = now;
    }

    /** When to look next. */
    long dueAt() {
        return dueAt;
    }

    /** The leader that is known doesn't answer. */
    void hurry(long now) {
        told = true;
        if (!seeking) {
            seek(now, known);
        }
    }

    /** The leader that is known answers. */
    void calm(long now) {
        told = true;
        if (seeking ? complete : untried) {
            seeking = false;
            dueAt = now + varied(calmNanos);
        }
        untried = false;
    }

    /**
     * The leader that is known may be about to go, or may not: looks at once, and for a while as
     * often as for one that is sought, unless there is another.
     */
    void glance(long now) {
        told = true;
        if (!seeking) {
            glancingUntil = now + GLANCING.toNanos();
            dueAt = now;
        }
    }

    /** Somebody wants to know more of the leader than was found. */
    void want(long now) {
        complete = false;
        if (!seeking) {
            seek(now, Map.of());
        }
    }

    /**
     * Somebody has looked.
     *
     * @param found what the leader tells; empty when there is none
     * @param all whether that is all that anybody wants to know: a new leader's components tell
     *     where they are one after the other
     */
    void looked(long now, Map<String, String> found, boolean all) {
        boolean another = !found.equals(known);
        if (told && isAnotherLeader(found)) {
            untried = true;
            seekingSince = now;
        } else if (untried && now - seekingSince > TRYING.toNanos()) {
            untried = false;
        }
        known = Map.copyOf(found);
        if (!known.isEmpty()) {
            lastTold = known;
        }
        complete = all && !known.isEmpty();
        if (seeking && complete && !known.equals(unreachable)) {
            seeking = false;
        } else if (!seeking && !complete) {
            seek(now, Map.of());
        }
        if (seeking || untried) {
            dueAt = now + seekingNanos(now);
        } else if (!another && now < glancingUntil) {
            dueAt = now + varied(SEEKING.toNanos());
        } else {
            glancingUntil = now;
            dueAt = now + varied(calmNanos);
        }
    }

    /**
     * Whether that is a leader, and none that was known. Each component tells its leader's session,
     * so one that another leads tells otherwise.
     */
    private boolean isAnotherLeader(Map<String, String> found) {
        if (lastTold.isEmpty()) {
            return !found.isEmpty();
        }
        return found.entrySet().stream()
                .anyMatch(
                        each ->
                                lastTold.containsKey(each.getKey())
                                        && !each.getValue().equals(lastTold.get(each.getKey())));
    }

    private void seek(long now, Map<String, String> gone) {
        seeking = true;
        seekingSince = now;
        unreachable = gone;
        dueAt = now;
    }

    /** The store could not be asked. */
    void failed(long now) {
        dueAt = now + (seeking || untried ? seekingNanos(now) : varied(SEEKING_AT_LEAST.toNanos()));
    }

    private long seekingNanos(long now) {
        long slower = (long) ((now - seekingSince) * SLOWING);
        return varied(Math.max(SEEKING.toNanos(), Math.min(slower, SEEKING_AT_LEAST.toNanos())));
    }

    private long varied(long nanos) {
        return (long) (nanos * (1 + JITTER * (2 * random.getAsDouble() - 1)));
    }
}
