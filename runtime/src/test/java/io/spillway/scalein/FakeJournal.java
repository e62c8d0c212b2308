package io.spillway.scalein;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What all leaders of a test write down; only the one that has taken over last can. */
final class FakeJournal {
    private Set<String> machines = Set.of();
    private Object owner;

    /** When true, the store can't be used. */
    boolean failing;

    /** Everything that was written, in order. */
    final List<Set<String>> written = new ArrayList<>();

    Set<String> machines() {
        return machines;
    }

    /** Somebody else leads from now on. */
    void takenOverByAnother() {
        owner = new Object();
    }

    /** The journal as one leader has it. */
    RemovalJournal open() {
        return new RemovalJournal() {
            @Override
            public Set<String> takeOver() throws JournalException {
                check();
                owner = this;
                return machines;
            }

            @Override
            public void write(Set<String> now) throws JournalException {
                check();
                if (owner != this) {
                    throw new JournalException("another has taken over", true, null);
                }
                if (!machines.equals(now)) {
                    machines = new TreeSet<>(now);
                    written.add(machines);
                }
            }
        };
    }

    private void check() throws JournalException {
        if (failing) {
            throw new JournalException("503 from the fake store", false, null);
        }
    }
}
