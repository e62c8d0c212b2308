package io.spillway.ha.lease;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.ha.lease.LeaseElection.Read;
import io.spillway.ha.lease.LeaseElection.Request;
import io.spillway.ha.lease.LeaseElection.Write;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.testing.simulation.SimulatedNetwork;
import io.spillway.testing.simulation.SimulatedObject;
import io.spillway.testing.simulation.SimulatedProcess;
import io.spillway.testing.simulation.SimulatedRequest;
import io.spillway.testing.simulation.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One history of two or three candidates and a store, made from a seed: requests and replies that
 * are slow, lost or doubled, a store that is away for a while, processes that are stopped and go
 * on, resign and start again, and clocks that run fast and slow. Time is simulated, in nanoseconds.
 */
final class LeaseSimulation {
    /** Clocks of two candidates differ by no more than the terms allow. */
    private static final double RATE = 0.024;

    private static final Duration TROUBLE = Duration.ofMinutes(5);
    private static final Duration CALM = Duration.ofMinutes(2);
    private static final Duration SLOW_TRANSIT = Duration.ofSeconds(15);
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    private final Random random;
    private final Supplier<String> nonces;
    private final boolean clocksStop;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network;
    private final SimulatedObject<LeaseDocument> lease = new SimulatedObject<>(this::written);
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Long, String> holders = new HashMap<>();

    private int starts;

    /** What happened, besides violations: that a history was worth looking at. */
    private int writesSettledByReading;

    /**
     * @param clocksStop whether a stopped process's clock may stop as well, as a suspended
     *     machine's does; then two may believe that they lead
     * @param nonces empty for what they should be: never twice the same
     */
    LeaseSimulation(long seed, boolean clocksStop, Optional<Supplier<String>> nonces) {
        this.random = new Random(seed);
        this.network = new SimulatedNetwork(time, random, TROUBLE, SLOW_TRANSIT);
        this.clocksStop = clocksStop;
        this.nonces = nonces.orElseGet(() -> () -> Long.toHexString(time.uniqueNumber()));
    }

    /** Runs it to its end. */
    List<String> violations() {
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            Candidate candidate = new Candidate();
            candidates.add(candidate);
            candidate.step();
        }
        time.after(LOOK_EVERY, this::look);
        time.after(0, this::trouble);
        time.run(TROUBLE.plus(CALM).toNanos(), violations::isEmpty);
        if (violations.isEmpty()) {
            expectOneLeader();
        }
        return violations;
    }

    /** How many writes were without an answer. */
    int unanswered() {
        return writesSettledByReading;
    }

    /** How many leaderships there were. */
    int epochs() {
        return holders.size();
    }

    private void look() {
        List<String> leaders = leaders();
        if (leaders.size() > 1 && !clocksStop) {
            violations.add("%s lead at the same time, at %d".formatted(leaders, time.now()));
        }
        time.after(LOOK_EVERY, this::look);
    }

    private void expectOneLeader() {
        List<String> leaders = leaders();
        if (leaders.size() != 1) {
            violations.add(
                    "%d leaders after two minutes without trouble".formatted(leaders.size()));
        }
    }

    private List<String> leaders() {
        return candidates.stream()
                .filter(candidate -> candidate.election.leads(candidate.clock()))
                .map(candidate -> candidate.name)
                .toList();
    }

    /** Something happens to a process or to the store, every some seconds. */
    private void trouble() {
        if (network.isCalm()) {
            return;
        }
        Candidate victim = candidates.get(random.nextInt(candidates.size()));
        switch (random.nextInt(6)) {
            case 0 -> victim.stop(network.milliseconds(30_000));
            case 1 -> victim.restart();
            case 2 -> victim.resign();
            case 3 -> network.storeIsAway(network.milliseconds(30_000));
            default -> victim.tell();
        }
        time.after(network.milliseconds(10_000), this::trouble);
    }

    private void written(Optional<LeaseDocument> before, LeaseDocument document) {
        long epochBefore = before.map(LeaseDocument::epoch).orElse(0L);
        if (document.epoch() < epochBefore) {
            violations.add("epoch %d after epoch %d".formatted(document.epoch(), epochBefore));
        }
        String holder = holders.putIfAbsent(document.epoch(), document.holder());
        if (holder != null && !holder.equals(document.holder())) {
            violations.add(
                    "epoch %d is of %s and of %s"
                            .formatted(document.epoch(), holder, document.holder()));
        }
    }

    private final class Candidate {
        final SimulatedProcess process = new SimulatedProcess(time, network);
        final double rate = 1 + (random.nextDouble() * 2 - 1) * RATE;
        final long offset = random.nextLong() >> 8;
        String name;
        LeaseElection election;

        /** How long the clock has stood still in all. */
        long stood;

        /** Since when it stands still. */
        Optional<Long> stands = Optional.empty();

        Candidate() {
            start();
        }

        long clock() {
            return offset + (long) ((stands.orElse(time.now()) - stood) * rate);
        }

        private void start() {
            name = "candidate-" + starts++;
            process.forgetWhatWasAsked();
            election = new LeaseElection(name, LeaseTerms.DEFAULT, Duration.ZERO, nonces, clock());
        }

        void restart() {
            start();
            step();
        }

        void resign() {
            election.resign(clock(), false);
            step();
            time.after(network.milliseconds(5_000), this::restart);
        }

        void tell() {
            election.publish(Map.of("dispatcher", Long.toString(time.now())), clock());
            step();
        }

        void stop(long duration) {
            if (process.isStopped()) {
                return;
            }
            process.stop(duration);
            boolean clockStops = clocksStop && random.nextBoolean();
            if (clockStops) {
                stands = Optional.of(time.now());
            }
            time.after(
                    duration,
                    () -> {
                        if (clockStops) {
                            stands = Optional.empty();
                            stood += duration;
                        }
                        step();
                    });
        }

        void step() {
            process.whenRunning(
                    () -> {
                        Optional<Request> request = election.next(clock());
                        if (request.isPresent()) {
                            process.send(new Sent(request.get()), this::step);
                        } else if (!election.isOver() && !election.awaitsAnswer()) {
                            long delay = (long) ((election.wakeAt() - clock()) / rate) + 1;
                            process.whenQuietFor(Math.max(1, delay), this::step);
                        }
                    });
        }

        private final class Sent implements SimulatedRequest {
            private final Request request;

            Sent(Request request) {
                this.request = request;
            }

            @Override
            public boolean isWrite() {
                return request instanceof Write;
            }

            @Override
            public Runnable carryOut() {
                if (request instanceof Write write) {
                    WriteOutcome outcome = lease.write(write.expected(), write.document());
                    return () -> election.writeAnswered(clock(), outcome);
                }
                Optional<Observed> there = lease.read(Observed::new);
                return () -> election.readAnswered(clock(), there);
            }

            @Override
            public void refused() {
                if (request instanceof Read) {
                    election.readFailed(clock());
                } else {
                    election.writeFailed(clock());
                }
            }

            @Override
            public void unanswered() {
                if (request instanceof Read) {
                    election.readFailed(clock());
                } else {
                    writesSettledByReading++;
                    election.writeAnswered(
                            clock(), new WriteOutcome.Unknown(new IOException("time-out")));
                }
            }
        }
    }
}
