package io.spillway.ha.pointers;

import io.spillway.testing.simulation.SimulatedNetwork;
import io.spillway.testing.simulation.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * One history of a manifest under leaders that follow each other, made from a seed. An earlier
 * leader isn't told that another leads; it goes on until the manifest stops it. Requests and
 * replies are slow, lost or doubled, the store is away for a while, leaders are stopped and go on,
 * and give up what takes too long. Time is simulated, in nanoseconds.
 */
final class ManifestSimulation {

    /** What is done wrong on purpose. */
    enum Defect {
        NONE,
        /** A write without an answer is taken for one that wasn't done. */
        UNKNOWN_TAKEN_FOR_FAILED,
        /** Whoever reads a manifest doesn't mind whose it is. */
        EPOCHS_NOT_COMPARED,
        /** A writer can't tell its own writes from each other. */
        SAME_NONCES
    }

    private static final Duration TROUBLE = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(40);
    private static final Duration SLOW_TRANSIT = Duration.ofSeconds(10);

    private final Random random;
    private final Defect defect;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network;
    private final PointerLedger ledger = new PointerLedger(time);
    private final List<SimulatedLeader> leaders = new ArrayList<>();

    ManifestSimulation(long seed, Defect defect) {
        this.random = new Random(seed);
        this.network = new SimulatedNetwork(time, random, TROUBLE, SLOW_TRANSIT);
        this.defect = defect;
    }

    /** Runs it to its end. */
    List<String> violations() {
        lead();
        time.after(0, this::trouble);
        time.run(TROUBLE.plus(CALM.dividedBy(2)).toNanos(), ledger::isSound);
        int before = done();
        time.run(TROUBLE.plus(CALM).toNanos(), ledger::isSound);
        if (ledger.isSound() && done() == before) {
            ledger.violated("nothing gets done without trouble");
        }
        return ledger.violations();
    }

    /** How many writes were without an answer. */
    int unanswered() {
        return sum(SimulatedLeader::unanswered);
    }

    /** How many changes were given up. */
    int givenUp() {
        return sum(SimulatedLeader::givenUp);
    }

    /** How many leaders were stopped by a later one. */
    int fencedLeaders() {
        return sum(leader -> leader.isFenced() ? 1 : 0);
    }

    /** How many changes were done. */
    int done() {
        return sum(SimulatedLeader::done);
    }

    private int sum(ToIntFunction<SimulatedLeader> count) {
        return leaders.stream().mapToInt(count).sum();
    }

    private void lead() {
        SimulatedLeader leader =
                new SimulatedLeader(leaders.size() + 1, defect, time, network, random, ledger);
        leaders.add(leader);
        leader.work();
    }

    /** Something happens to a leader or to the store, every some seconds. */
    private void trouble() {
        if (network.isCalm()) {
            return;
        }
        SimulatedLeader last = leaders.get(leaders.size() - 1);
        switch (random.nextInt(5)) {
            case 0 -> last.stop(network.milliseconds(8_000));
            case 1 -> network.storeIsAway(network.milliseconds(8_000));
            case 2 -> {
                last.stop(network.milliseconds(15_000));
                time.after(network.milliseconds(5_000), this::lead);
            }
            case 3 -> {
                // Two take over, one shortly after the other.
                lead();
                time.after(network.milliseconds(300), this::lead);
            }
            default -> lead();
        }
        time.after(network.milliseconds(6_000), this::trouble);
    }
}
