package io.spillway.dist.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to a fleet, and when: the same seed and duration give the same.
 *
 * @param steps in the order of their times
 */
record ChaosSchedule(List<Step> steps) {
    private static final int SHORTEST_PAUSE_MS = 400;
    private static final int LONGEST_PAUSE_MS = 7_000;
    private static final int SHORTEST_FREEZE_MS = 500;
    private static final int LONGEST_FREEZE_MS = 12_000;
    private static final int LONGEST_CHANGE_OF_MIND_MS = 1_500;
    private static final int MOST_AT_ONCE = 3;

    /** What can happen. */
    enum Deed {
        /** SIGTERM to a machine's agent: it drains, goes, and is replaced. */
        NOTICE(22),
        /** A drain by REST, of a machine that is stopped when it is drained. */
        DRAIN(10),
        /** A drain by REST that is cancelled soon after. */
        DRAIN_AND_CANCEL(12),
        /** SIGKILL to all of a machine's processes; it is replaced. */
        KILL(14),
        /** SIGSTOP to all of a machine's processes, and SIGCONT some time later. */
        FREEZE(12),
        /** One machine more is wanted. */
        ADD(12),
        /** One machine less is wanted: the group chooses which one drains. */
        REMOVE(10),
        /** A checkpoint by REST, so that what comes with it comes in the middle of one. */
        CHECKPOINT(14),
        /** SIGKILL to the JobManager; the next one goes on from the last checkpoint. */
        RESTART_JOBMANAGER(3);

        private final int weight;

        Deed(int weight) {
            this.weight = weight;
        }
    }

    /**
     * One thing that happens.
     *
     * @param atMs milliseconds since the start
     * @param deed what
     * @param victim which machine: modulo how many there are then, the oldest is 0
     * @param forMs how long until it is taken back, where it is: thawed, cancelled
     */
    record Step(long atMs, Deed deed, int victim, int forMs) {}

    ChaosSchedule {
        steps = List.copyOf(steps);
    }

    static ChaosSchedule of(long seed, Duration duration) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        long now = 0;
        while (true) {
            now += random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
            if (now >= duration.toMillis()) {
                return new ChaosSchedule(steps);
            }
            // Mostly one thing, sometimes several within a few milliseconds.
            int together = random.nextInt(4) == 0 ? random.nextInt(2, MOST_AT_ONCE + 1) : 1;
            for (int i = 0; i < together; i++) {
                Deed deed = deed(random);
                int victim = random.nextInt(1_000);
                int forMs =
                        deed == Deed.FREEZE
                                ? random.nextInt(SHORTEST_FREEZE_MS, LONGEST_FREEZE_MS)
                                : random.nextInt(LONGEST_CHANGE_OF_MIND_MS);
                steps.add(new Step(now + random.nextInt(80) * (long) i, deed, victim, forMs));
            }
        }
    }

    private static Deed deed(SplittableRandom random) {
        int all = 0;
        for (Deed deed : Deed.values()) {
            all += deed.weight;
        }
        int left = random.nextInt(all);
        for (Deed deed : Deed.values()) {
            left -= deed.weight;
            if (left < 0) {
                return deed;
            }
        }
        throw new AssertionError(left);
    }
}
