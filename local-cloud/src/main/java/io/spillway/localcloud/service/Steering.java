package io.spillway.localcloud.service;

import io.spillway.localcloud.http.FaultPlan;
import io.spillway.localcloud.objectstore.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What becomes of requests: they are delayed and fail as it is told, and are answered otherwise.
 * Thread-safe.
 *
 * @param <Q> a request
 */
public final class Steering<Q> implements AutoCloseable {
    private final FaultPlan<Q, Fault> faults = new FaultPlan<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<Fault> outage = Optional.empty();

    /**
     * Who answers.
     *
     * @param <A> an answer
     * @param <E> a refusal that isn't an answer yet
     */
    public interface Answering<A, E extends Exception> {
        /** Does what is asked for. May block; is interrupted when the server is closed. */
        A answer() throws E, InterruptedException;

        /** Words a refusal that a fault asks for. */
        A refusal(int status, String code) throws E;

        /** Whether it may still fail when it has been answered. */
        default boolean changesNothing() {
            return false;
        }
    }

    /**
     * From now on every request fails like that, until {@link #restore()}. So does one that changes
     * nothing and whose answer has been waited for since before.
     */
    public void fail(Fault fault) {
        outage = Optional.of(fault);
    }

    /** Ends what {@link #fail(Fault)} began. */
    public void restore() {
        outage = Optional.empty();
    }

    /**
     * Fails the next requests of which that is true, as {@link Fault} says; what concerns bodies or
     * conditions does nothing here.
     */
    public void fail(Predicate<Q> which, Fault fault, int times) {
        faults.add(which, fault, times);
    }

    /** Forgets what was to fail. */
    public void reset() {
        faults.clear();
        restore();
    }

    /**
     * Lets a request have its fate. Blocks for the delay, that of a {@link Fault.Delay} included,
     * as long as the answer takes, and with {@link Fault.Silence} until this is closed.
     *
     * @param delay before anything else
     * @return empty when the server is to hang up
     * @throws E as the answer or the refusal does
     */
    public <A, E extends Exception> Optional<A> steer(
            Q request, Duration delay, Answering<A, E> answering) throws E, InterruptedException {
        if (!delay.isZero()) {
            Thread.sleep(delay.toMillis());
        }
        Optional<Fault> fault = outage.or(() -> faults.next(request));
        if (fault.isPresent()) {
            return fail(fault.get(), answering);
        }
        A answer = answering.answer();
        Optional<Fault> since = outage;
        return since.isPresent() && answering.changesNothing()
                ? fail(since.get(), answering)
                : Optional.of(answer);
    }

    private <A, E extends Exception> Optional<A> fail(Fault fault, Answering<A, E> answering)
            throws E, InterruptedException {
        if (fault instanceof Fault.Answer refusal) {
            return Optional.of(answering.refusal(refusal.status(), refusal.code()));
        }
        if (fault instanceof Fault.Silence) {
            closed.await();
            return Optional.empty();
        }
        if (fault instanceof Fault.DropRequest) {
            return Optional.empty();
        }
        if (fault instanceof Fault.Delay delay
                && closed.await(delay.time().toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        A answer = answering.answer();
        if (fault instanceof Fault.ReplaceReply replaced) {
            return Optional.of(answering.refusal(replaced.status(), replaced.code()));
        }
        return fault instanceof Fault.DropReply ? Optional.empty() : Optional.of(answer);
    }

    /** Ends all silence. */
    @Override
    public void close() {
        closed.countDown();
    }
}
