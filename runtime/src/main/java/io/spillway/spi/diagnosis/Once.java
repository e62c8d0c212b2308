package io.spillway.spi.diagnosis;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An answer that several checks need: asked for by the first of them, and shared. */
public final class Once<T> implements Callable<T> {
    private final FutureTask<T> answer;

    public Once(Callable<T> question) {
        this.answer = new FutureTask<>(question);
    }

    /**
     * The answer. Blocks until it is there.
     *
     * @throws Exception what the question threw, for each who asks
     */
    @Override
    public T call() throws Exception {
        answer.run();
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
