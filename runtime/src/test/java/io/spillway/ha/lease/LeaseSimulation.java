package io.spillway.ha.lease;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.ha.lease.LeaseElection.Read;
import io.spillway.ha.lease.LeaseElection.Request;
import io.spillway.ha.lease.LeaseElection.Write;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
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

    private static final long CLIENT_TIMEOUT = TimeUnit.SECONDS.toNanos(2);
    private static final long TROUBLE = TimeUnit.MINUTES.toNanos(5);
    private static final long CALM = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    private final Random random;
    private final Supplier<String> nonces;
    private final boolean clocksStop;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Long, String> holders = new HashMap<>();

    private long now;
    private long order;
    private int starts;
    private Optional<LeaseDocument> stored = Optional.empty();
    private long awayUntil;

    /** What happened, besides violations: that a history was worth looking at. */
    private int writesSettledByReading;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /**
     * @param clocksStop whether a stopped process's clock may stop as well, as a suspended
     *     machine's does; then two may believe that they lead
     * @param nonces empty for what they should be: never twice the same
     */
    LeaseSimulation(long seed, boolean clocksStop, Optional<Supplier<String>> nonces) {
        this.random = new Random(seed);
        this.clocksStop = clocksStop;
        this.nonces = nonces.orElseGet(() -> () -> Long.toHexString(order++));
    }

    /** Runs it to its end. */
    List<String> violations() {
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            Candidate candidate = new Candidate();
            candidates.add(candidate);
            candidate.step();
        }
        at(LOOK_EVERY, this::look);
        at(0, this::trouble);
        while (!events.isEmpty() && violations.isEmpty()) {
            Event event = events.poll();
            if (event.at() > TROUBLE + CALM) {
                break;
            }
            now = event.at();
            event.action().run();
        }
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

    private boolean isCalm() {
        return now >= TROUBLE;
    }

    private void at(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    private void look() {
        List<String> leaders =
                candidates.stream()
                        .filter(candidate -> candidate.election.leads(candidate.clock()))
                        .map(candidate -> candidate.name)
                        .toList();
        if (leaders.size() > 1 && !clocksStop) {
            violations.add("%s lead at the same time, at %d".formatted(leaders, now));
        }
        at(LOOK_EVERY, this::look);
    }

    private void expectOneLeader() {
        long leaders =
                candidates.stream()
                        .filter(candidate -> candidate.election.leads(candidate.clock()))
                        .count();
        if (leaders != 1) {
            violations.add("%d leaders after two minutes without trouble".formatted(leaders));
        }
    }

    /** Something happens to a process or to the store, every some seconds. */
    private void trouble() {
        if (isCalm()) {
            return;
        }
        Candidate victim = candidates.get(random.nextInt(candidates.size()));
        switch (random.nextInt(6)) {
            case 0 -> victim.stop(milliseconds(30_000));
            case 1 -> victim.restart();
            case 2 -> victim.resign();
            case 3 -> awayUntil = now + milliseconds(30_000);
            default -> victim.tell();
        }
        at(milliseconds(10_000), this::trouble);
    }

    private long milliseconds(int most) {
        return TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(most));
    }

    /** On its way, in one direction: mostly quick. */
    private long transit() {
        boolean slow = !isCalm() && random.nextInt(10) == 0;
        return milliseconds(slow ? 15_000 : 60);
    }

    private boolean happens(int percent) {
        return !isCalm() && random.nextInt(100) < percent;
    }

    private static Version version(LeaseDocument document) {
        return new Version(document.toString());
    }

    private WriteOutcome apply(Write write) {
        if (!stored.map(LeaseSimulation::version).equals(write.expected())) {
            return new WriteOutcome.Conflict();
        }
        LeaseDocument document = write.document();
        long before = stored.map(LeaseDocument::epoch).orElse(0L);
        if (document.epoch() < before) {
            violations.add("epoch %d after epoch %d".formatted(document.epoch(), before));
        }
        String holder = holders.putIfAbsent(document.epoch(), document.holder());
        if (holder != null && !holder.equals(document.holder())) {
            violations.add(
                    "epoch %d is of %s and of %s"
                            .formatted(document.epoch(), holder, document.holder()));
        }
        stored = Optional.of(document);
        return new WriteOutcome.Committed(version(document));
    }

    private final class Candidate {
        final double rate = 1 + (random.nextDouble() * 2 - 1) * RATE;
        final long offset = random.nextLong() >> 8;
        String name;
        LeaseElection election;
        long stoppedUntil;

        /** How long the clock has stood still in all. */
        long stood;

        /** Since when it stands still. */
        Optional<Long> stands = Optional.empty();

        /** What was asked last; answers to anything before are too late. */
        long asked;

        Candidate() {
            start();
        }

        long clock() {
            return offset + (long) ((stands.orElse(now) - stood) * rate);
        }

        private void start() {
            name = "candidate-" + starts++;
            asked++;
            election = new LeaseElection(name, LeaseTerms.DEFAULT, nonces, clock());
        }

        void restart() {
            start();
            step();
        }

        void resign() {
            election.resign(clock(), false);
            step();
            at(milliseconds(5_000), this::restart);
        }

        void tell() {
            election.publish(Map.of("dispatcher", Long.toString(now)), clock());
            step();
        }

        void stop(long duration) {
            if (now < stoppedUntil) {
                return;
            }
            stoppedUntil = now + duration;
            boolean clockStops = clocksStop && random.nextBoolean();
            if (clockStops) {
                stands = Optional.of(now);
            }
            at(
                    duration,
                    () -> {
                        if (clockStops) {
                            stands = Optional.empty();
                            stood += duration;
                        }
                        step();
                    });
        }

        /** What a stopped process should do it does when it goes on. */
        private void whenRunning(Runnable action) {
            if (now < stoppedUntil) {
                at(stoppedUntil - now, () -> whenRunning(action));
            } else {
                action.run();
            }
        }

        void step() {
            whenRunning(
                    () -> {
                        Optional<Request> request = election.next(clock());
                        if (request.isPresent()) {
                            send(request.get());
                        } else if (!election.isOver() && !election.awaitsAnswer()) {
                            wakeLater();
                        }
                    });
        }

        private void wakeLater() {
            long expected = asked;
            long delay = Math.max(1, (long) ((election.wakeAt() - clock()) / rate) + 1);
            at(
                    delay,
                    () -> {
                        if (asked == expected) {
                            step();
                        }
                    });
        }

        private void send(Request request) {
            long mine = ++asked;
            at(CLIENT_TIMEOUT, () -> answer(mine, () -> unanswered(request)));
            boolean away = now < awayUntil;
            if (happens(4) || (away && random.nextBoolean())) {
                at(transit(), () -> answer(mine, () -> refused(request)));
            } else if (!away && !happens(4)) {
                boolean repliesGetLost = happens(4);
                if (request instanceof Write write && happens(4)) {
                    // The client's own retry of a request whose reply was lost.
                    at(transit(), () -> apply(write));
                }
                at(transit(), () -> arrive(mine, request, repliesGetLost));
            }
        }

        private void arrive(long mine, Request request, boolean replyGetsLost) {
            Runnable reply;
            if (request instanceof Write write) {
                WriteOutcome outcome = apply(write);
                reply = () -> election.writeAnswered(clock(), outcome);
            } else {
                Optional<Observed> there =
                        stored.map(document -> new Observed(version(document), document));
                reply = () -> election.readAnswered(clock(), there);
            }
            if (!replyGetsLost) {
                at(transit(), () -> answer(mine, reply));
            }
        }

        private void answer(long mine, Runnable how) {
            whenRunning(
                    () -> {
                        if (asked == mine) {
                            asked++;
                            how.run();
                            step();
                        }
                    });
        }

        private void unanswered(Request request) {
            if (request instanceof Read) {
                election.readFailed(clock());
            } else {
                writesSettledByReading++;
                election.writeAnswered(
                        clock(), new WriteOutcome.Unknown(new IOException("time-out")));
            }
        }

        private void refused(Request request) {
            if (request instanceof Read) {
                election.readFailed(clock());
            } else {
                election.writeFailed(clock());
            }
        }
    }
}
