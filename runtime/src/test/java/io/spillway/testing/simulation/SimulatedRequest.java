package io.spillway.testing.simulation;

/** A request to a store, seen from both ends. */
public interface SimulatedRequest {

    /** Whether it changes something: the client may send it twice, when it waits for an answer. */
    boolean isWrite();

    /**
     * The store carries it out. More than once, if it was sent more than once.
     *
     * @return what its sender does when it gets the answer
     */
    Runnable carryOut();

    /** Its sender is told that the store hasn't carried it out, and won't. */
    void refused();

    /** Its sender has waited long enough; the store may have carried it out, or still will. */
    void unanswered();
}
