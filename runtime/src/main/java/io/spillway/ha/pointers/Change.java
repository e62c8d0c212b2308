package io.spillway.ha.pointers;

import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.program.JobFingerprint;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.runtime.persistence.StateHandleStore.AlreadyExistException;
import org.apache.flink.runtime.persistence.StateHandleStore.NotExistException;
import org.apache.flink.util.FlinkException;

/**
 * One change of a manifest's content. It may be computed several times, on different contents, and
 * is compared by identity: each call makes its own.
 */
interface Change {

    /** Those that don't change a content. */
    enum Plain implements Change {
        /** Nothing: whoever asks for it wants to know what is there. */
        READING,
        /** The owner's epoch, under which all is written from then on. */
        CLAIM,
        /** The same content once more, to end what is open. */
        BARRIER,
        /** The object itself goes. */
        DELETION;

        @Override
        public ManifestContent apply(ManifestContent content) {
            return content;
        }
    }

    /**
     * The content afterwards; the same one if there is nothing to do.
     *
     * @throws FlinkException when it can't be done on this content
     */
    ManifestContent apply(ManifestContent content) throws FlinkException;

    /**
     * Whether it may have been done, judged by what another has made of the manifest since. If not,
     * it is certain that it wasn't, or that the other has removed what was added.
     */
    default boolean mayShowIn(ManifestContent later) {
        return true;
    }

    /**
     * A new entry, which may take the place of one that is marked. Those that it supersedes get a
     * mark in the same write, so that there is no moment with both of them or with none.
     */
    record Add(String name, String handle, Set<String> superseded) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) throws FlinkException {
            Entry there = content.entries().get(name);
            if (there != null && !there.deleting()) {
                throw new AlreadyExistException("There is an entry '%s' already".formatted(name));
            }
            ManifestContent after = content;
            for (String each : superseded) {
                after = after.marked(each);
            }
            return after.with(name, new Entry(handle, false));
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return pointsTo(later, name, handle);
        }
    }

    /** Another handle for an entry that still has the one that was seen. */
    record Replace(String name, String seen, String handle) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) throws FlinkException {
            Entry there = content.entries().get(name);
            if (there == null || there.deleting()) {
                throw new NotExistException("There is no entry '%s'".formatted(name));
            }
            if (!there.handle().equals(seen)) {
                throw new FlinkException(
                        "Entry '%s' has been replaced since it was read".formatted(name));
            }
            return content.with(name, new Entry(handle, false));
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return pointsTo(later, name, handle);
        }
    }

    /** From now on nobody reads the entry: what it points to may be deleted. */
    record Mark(String name) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            return content.marked(name);
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            Entry entry = later.entries().get(name);
            return entry == null || entry.deleting();
        }
    }

    /** Without marked entries whose objects are gone: these, exactly. */
    record Drop(Map<String, Entry> gone) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            return content.without((name, entry) -> entry.equals(gone.get(name)));
        }
    }

    /** Without all entries whose names begin so. */
    record Clear(String prefix) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            return content.without((name, entry) -> name.startsWith(prefix));
        }
    }

    /** These entries and no others, all with the same handle. */
    record Only(Set<String> names, String handle) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            ManifestContent after = content.without((name, entry) -> !names.contains(name));
            for (String name : names) {
                after = after.with(name, new Entry(handle, false));
            }
            return after;
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return later.entries().keySet().equals(names);
        }
    }

    /** Takes ids that nobody has been given, and won't be: the last ones below the counter. */
    record Reserve(long from, int count) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            long first = Math.max(content.counter().orElse(1), from);
            return content.withCounter(OptionalLong.of(first + count));
        }

        /** Ids that are taken and not given are skipped: it makes no difference. */
        @Override
        public boolean mayShowIn(ManifestContent later) {
            return false;
        }

        /** The first of the ids that were taken. */
        long first(ManifestContent after) {
            return after.counter().orElseThrow() - count;
        }
    }

    /** What the jobs are started with that this leader stores, and who has set them up. */
    record Setup(JobFingerprint program, ClusterOrigin origin) implements Change {

        /** Who has set it up first stays, unless the checkpoints are elsewhere now. */
        @Override
        public ManifestContent apply(ManifestContent content) {
            return content.withSetup(
                    program, content.origin().filter(origin::checkpointsAsIn).orElse(origin));
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return later.program().equals(Optional.of(program));
        }
    }

    /** Counts no more. */
    record RemoveCounter() implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) {
            return content.withCounter(OptionalLong.empty());
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return later.counter().isEmpty();
        }
    }

    /** Another change, and what costs nothing if something is written anyway. */
    record Also(Change change, Drop drop) implements Change {
        @Override
        public ManifestContent apply(ManifestContent content) throws FlinkException {
            ManifestContent after = change.apply(content);
            return after.equals(content) ? content : drop.apply(after);
        }

        @Override
        public boolean mayShowIn(ManifestContent later) {
            return change.mayShowIn(later);
        }
    }

    private static boolean pointsTo(ManifestContent content, String name, String handle) {
        Entry entry = content.entries().get(name);
        return entry != null && entry.handle().equals(handle);
    }
}
