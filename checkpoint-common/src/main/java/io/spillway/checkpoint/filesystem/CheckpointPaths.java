package io.spillway.checkpoint.filesystem;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * Knows the files of Flink's checkpoints by their paths: {@code <directory>/<job>/chk-7/<uuid>},
 * and the same with {@code shared} and {@code taskowned}, where files may lie in directories of
 * subtasks. They are never directories, and Flink syncs those that it wants to keep before it
 * closes them. Other files that look alike aren't taken for one: a false yes would lose a file, a
 * false no costs a request.
 */
final class CheckpointPaths {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String JOB = "[0-9a-f]{32}";
    private static final Pattern DATA =
            Pattern.compile("(?<above>.*)/(chk-[0-9]+|shared|taskowned)(/[^/]+){0,2}/" + UUID);
    private static final Pattern METADATA = Pattern.compile(".*/chk-[0-9]+/_metadata");
    private static final Pattern EXCLUSIVE = Pattern.compile(".*/chk-[0-9]+");
    private static final Pattern OF_JOB = Pattern.compile("(.*/)?" + JOB);

    private final Optional<String> directory;

    /** Beside directories that are named as jobs, data may lie right under this one. */
    CheckpointPaths(Optional<String> directory) {
        this.directory = directory.map(each -> new Path(each).getPath());
    }

    /** Whether it is a data file that Flink syncs before it closes it, when it wants to keep it. */
    boolean keptOnlyIfSynced(Path file) {
        Matcher data = DATA.matcher(file.getPath());
        if (!data.matches()) {
            return false;
        }
        String above = data.group("above");
        return OF_JOB.matcher(above).matches() || directory.filter(above::equals).isPresent();
    }

    /** Whether it can only be a file. */
    boolean neverDirectory(Path path) {
        return keptOnlyIfSynced(path) || METADATA.matcher(path.getPath()).matches();
    }

    /** Whether it is the directory of one checkpoint, which is empty when Flink deletes it. */
    boolean ofOneCheckpoint(Path path) {
        return EXCLUSIVE.matcher(path.getPath()).matches();
    }
}
