package io.spillway.s3.filesystem;

import java.util.Set;
import org.apache.flink.core.fs.Path;

/** Tells by its scheme where a path leads. */
final class Paths {
    private static final Set<String> SCHEMES = Set.of("s3", "s3a", "s3p");

    private Paths() {}

    /** Whether it is on S3. */
    static boolean onS3(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme != null && SCHEMES.contains(scheme);
    }

    /** Whether it is a file of this machine. */
    static boolean local(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }
}
