package io.spillway.plugins;

import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks clouds' plugins at once which of them knows something. */
public final class Detection {

    private Detection() {}

    /** Asks a plugin whether this process runs on a machine of its cloud. */
    @FunctionalInterface
    public interface Question<P> {
        boolean isHere(P plugin, Duration timeout) throws CloudException;
    }

    /**
     * The plugin whose cloud this process runs in; empty when none of them knows the machine.
     * Blocks as long as {@code timeout} at most.
     *
     * @throws CloudException when one that was waited for threw
     */
    public static <P> Optional<P> here(List<P> plugins, Question<P> question, Duration timeout)
            throws CloudException {
        if (plugins.isEmpty()) {
            return Optional.empty();
        }
        ExecutorService pool =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "spillway-detect");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Callable<Optional<P>>> questions = new ArrayList<>();
            plugins.forEach(
                    p ->
                            questions.add(
                                    () ->
                                            question.isHere(p, timeout)
                                                    ? Optional.of(p)
                                                    : Optional.empty()));
            return ask(questions, timeout, pool);
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * The first answer in the order of the questions. Blocks as long as {@code timeout} at most.
     *
     * @param questions each is asked on a thread of its own; empty means that it doesn't know
     * @param pool with as many threads
     * @throws CloudException when one that was waited for threw
     */
    public static <T> Optional<T> ask(
            List<Callable<Optional<T>>> questions, Duration timeout, ExecutorService pool)
            throws CloudException {
        List<Future<Optional<T>>> answers = questions.stream().map(pool::submit).toList();
        long asOf = System.nanoTime();
        for (Future<Optional<T>> answer : answers) {
            long left = timeout.toNanos() - (System.nanoTime() - asOf);
            try {
                Optional<T> known = answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (known.isPresent()) {
                    return known;
                }
            } catch (TimeoutException e) {
                answer.cancel(true);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CloudException refused) {
                    throw refused;
                }
                throw new CloudException(
                        "A cloud plugin failed: " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
