package io.spillway.ha;

import io.spillway.spi.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to a store by whoever can't wait in a loop of its own: one answer that is late or lost
 * must neither keep a JobManager from starting, nor end a command.
 */
final class StoreQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(StoreQuestions.class);
    private static final int TRIES = 3;

    private StoreQuestions() {}

    /** What is asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws StoreException;
    }

    /**
     * Asks, and asks again while that may help, three times in all.
     *
     * @throws StoreException the last one
     */
    static <T> T ask(Question<T> question) throws StoreException {
        for (int left = TRIES - 1; ; left--) {
            try {
                return question.ask();
            } catch (StoreException e) {
                if (!e.mayPass() || left == 0 || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("{} It is tried again.", e.getMessage());
            }
        }
    }
}
