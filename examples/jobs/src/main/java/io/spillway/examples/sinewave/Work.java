package io.spillway.examples.sinewave;

import java.io.Serializable;

/** What one record costs. Used by one task's thread. */
interface Work extends Serializable {
    /**
     * Spends the cost of one record, or notes it to be spent with the next ones.
     *
     * @throws InterruptedException when the task is cancelled meanwhile
     */
    void spend() throws InterruptedException;
}
