package io.spillway.checkpoint.filesystem;

import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * Tells by its scheme where a path leads.
 *
 * @param schemes of the cloud's buckets
 */
record Paths(Set<String> schemes) {

    /** Whether it is in a bucket of the cloud. */
    boolean inBucket(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme != null && schemes.contains(scheme);
    }

    /** Whether it is a file of this machine. */
    static boolean local(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }
}
