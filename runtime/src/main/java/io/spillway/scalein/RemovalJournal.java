package io.spillway.scalein;

import java.util.Set;

/**
 * Where it is written down, before a group is asked to end machines, which ones: so that a leader
 * that comes afterwards keeps the job off them. Methods block until whoever keeps it has answered.
 */
public interface RemovalJournal {

    /** For a JobManager that nobody comes after. */
    RemovalJournal NONE =
            new RemovalJournal() {
                @Override
                public Set<String> takeOver() {
                    return Set.of();
                }

                @Override
                public void write(Set<String> machines) {
                    // Nobody would read it.
                }
            };

    /**
     * Takes it over from whoever led before, who can't write it any more.
     *
     * @return the machines that were written down last
     * @throws JournalException when it can't be read or taken over; to be called again
     */
    Set<String> takeOver() throws JournalException;

    /**
     * Writes down these machines, in place of those before; none once it is known what has become
     * of them. Costs next to nothing when they are the same as before.
     *
     * @throws JournalException when it isn't sure that they are; to be called again, unless another
     *     leads
     */
    void write(Set<String> machines) throws JournalException;
}
