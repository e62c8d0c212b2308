package io.spillway.spi.diagnosis;

import java.time.Duration;

/**
 * One thing that may be wrong.
 *
 * <p>Checks run side by side, each once, on a thread of its own; so an answer that several of them
 * need has to be asked for once and shared. None may leave anything behind.
 */
public interface Check {

    /** What is looked at, in one to three words: {@code Launch hook}. */
    String name();

    /**
     * Looks. Is interrupted when it takes longer than it may, and counts as failed then.
     *
     * @param timeout positive; blocks no longer
     * @throws Exception what is wrong, if the check doesn't know better: counts as failed, and the
     *     message is shown
     */
    Finding run(Duration timeout) throws Exception;
}
