package io.spillway.checkpoint.filesystem;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * Directories that this process has made and that may be empty still. Flink's file output formats
 * ask for one right after they have made it. Thread-safe.
 */
final class MadeDirectories {
    private static final int MOST = 256;

    private final Set<Path> made = new LinkedHashSet<>();

    synchronized void add(Path directory) {
        made.remove(directory);
        made.add(directory);
        if (made.size() > MOST) {
            made.remove(made.iterator().next());
        }
    }

    synchronized boolean contains(Path directory) {
        return made.contains(directory);
    }

    /** Forgets a directory and those in it. */
    synchronized void remove(Path directory) {
        String inIt = directory + "/";
        made.removeIf(each -> each.equals(directory) || each.toString().startsWith(inIt));
    }
}
