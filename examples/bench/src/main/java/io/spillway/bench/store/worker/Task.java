package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import io.spillway.bench.store.Operation;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.core.fs.FileSystem;

/** An operation that is ready to be run, once. */
interface Task {
    /** All processes expect the same in all files. */
    long SEED = 1;

    /** Does it; all of it is measured. */
    void run() throws Exception;

    /** Has that done once it holds the most memory, where it knows when that is. */
    default void whenMost(Runnable look) {}

    /** What was wrong about what came back; isn't measured. */
    default Optional<String> wrong() throws Exception {
        return Optional.empty();
    }

    /**
     * Makes one.
     *
     * @param directory of the store; files are called 0, 1 and so on
     * @param local where files may be restored to
     */
    static Task of(
            Operation operation, FileSystem files, String directory, Path local, Content content) {
        Target target = new Target(files, directory, operation.files(), operation.bytes());
        return switch (operation.action()) {
            case WRITE -> new Writes(target, content, FileSystem.WriteMode.NO_OVERWRITE);
            case OVERWRITE -> new Writes(target, content, FileSystem.WriteMode.OVERWRITE);
            case OPEN -> new OpenStreams(target, content);
            case ABORT -> new Abort(target, content);
            case READ -> new Read(target, content);
            case RANDOM_READS -> new RandomReads(target, content);
            case SKIPS -> new Skips(target, content);
            case RESTORE -> new Restore(target, local, content);
            case EXISTS -> new Exists(target);
            case DELETE -> () -> files.delete(new org.apache.flink.core.fs.Path(directory), true);
            case FIRST_USE -> throw new IllegalArgumentException("that is a load");
        };
    }
}
