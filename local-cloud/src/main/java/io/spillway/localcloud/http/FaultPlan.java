package io.spillway.localcloud.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which of the next requests fail, and how. Thread-safe.
 *
 * @param <R> a request
 * @param <F> a fault
 */
public final class FaultPlan<R, F> {
    private final List<Planned<R, F>> planned = new ArrayList<>();

    private static final class Planned<R, F> {
        private final Predicate<R> which;
        private final F fault;
        private int times;

        Planned(Predicate<R> which, F fault, int times) {
            this.which = which;
            this.fault = fault;
            this.times = times;
        }
    }

    /** Fails the next requests of which that is true, after what was planned before. */
    public synchronized void add(Predicate<R> which, F fault, int times) {
        planned.add(new Planned<>(which, fault, times));
    }

    /** Forgets what was planned. */
    public synchronized void clear() {
        planned.clear();
    }

    /** What becomes of a request; asked once for each. */
    public synchronized Optional<F> next(R request) {
        for (Iterator<Planned<R, F>> each = planned.iterator(); each.hasNext(); ) {
            Planned<R, F> next = each.next();
            if (next.which.test(request)) {
                next.times--;
                if (next.times == 0) {
                    each.remove();
                }
                return Optional.of(next.fault);
            }
        }
        return Optional.empty();
    }
}
