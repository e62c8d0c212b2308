package io.spillway.doctor;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Runs checks side by side, each for a limited time. */
public final class Doctor {
    private static final String ASK_AGAIN =
            "look at what it asks: a firewall or a wrong address; --timeout gives it longer";

    private final ExecutorService pool;
    private final Duration limit;

    /**
     * @param pool gives each check a thread of its own, at once
     * @param limit for each check
     */
    public Doctor(ExecutorService pool, Duration limit) {
        this.pool = pool;
        this.limit = limit;
    }

    /**
     * All results, in the order of the checks. Blocks as long as the limit; a check that isn't done
     * by then has failed.
     *
     * @throws InterruptedException when the caller is interrupted; so are the checks then
     */
    public List<Examined> examine(List<Section> sections) throws InterruptedException {
        long begun = System.nanoTime();
        List<Running> running = new ArrayList<>();
        for (Section section : sections) {
            for (Check check : section.checks()) {
                running.add(start(section.title(), check));
            }
        }
        try {
            List<Examined> results = new ArrayList<>();
            for (Running each : running) {
                long left = limit.toNanos() - (System.nanoTime() - begun);
                results.add(each.await(left));
            }
            return results;
        } finally {
            running.forEach(each -> each.result.cancel(true));
        }
    }

    private Running start(String section, Check check) {
        AtomicLong took = new AtomicLong();
        return new Running(
                section,
                check,
                pool.submit(
                        () -> {
                            long begun = System.nanoTime();
                            try {
                                return check.run(limit);
                            } finally {
                                took.set(System.nanoTime() - begun);
                            }
                        }),
                took);
    }

    private final class Running {
        private final String section;
        private final Check check;
        private final Future<Finding> result;
        private final AtomicLong took;

        Running(String section, Check check, Future<Finding> result, AtomicLong took) {
            this.section = section;
            this.check = check;
            this.result = result;
            this.took = took;
        }

        Examined await(long nanos) throws InterruptedException {
            try {
                Finding finding = result.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
                return examined(finding, TimeUnit.NANOSECONDS.toMillis(took.get()));
            } catch (TimeoutException e) {
                return examined(
                        Finding.failure(
                                "no answer within %s".formatted(Words.of(limit)), ASK_AGAIN),
                        limit.toMillis());
            } catch (ExecutionException e) {
                return examined(
                        unforeseen(e.getCause()), TimeUnit.NANOSECONDS.toMillis(took.get()));
            }
        }

        private Examined examined(Finding finding, long tookMs) {
            return new Examined(section, check.name(), finding, tookMs);
        }
    }

    private static Finding unforeseen(Throwable e) {
        return Finding.failure(
                e.getMessage() == null ? e.toString() : e.getMessage(),
                "see the message; it wasn't foreseen as one that this command knows a remedy for");
    }
}
