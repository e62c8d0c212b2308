package io.spillway.spi.store;

/** What became of a conditional write. */
public sealed interface WriteOutcome {

    /**
     * It was done, by this call and once.
     *
     * @param version of what is there now; of a deletion, the version that was deleted
     */
    record Committed(Version version) implements WriteOutcome {}

    /** It wasn't done and won't be: the object isn't what the writer has seen. */
    record Conflict() implements WriteOutcome {}

    /**
     * Nobody knows: the request may have been carried out, may still be on its way, or never
     * arrived. Only reading tells, by something unique in what was written.
     *
     * @param cause why the answer is missing
     */
    record Unknown(Exception cause) implements WriteOutcome {}
}
