package io.spillway.bench.store;

/** What an operation does with its files. */
public enum Action {
    /** Loads the plugin and asks whether a file exists. */
    FIRST_USE,
    /** Creates files and writes them, each by a thread of its own. */
    WRITE,
    /** Opens files for writing, writes some to each, and closes them once all are open. */
    OPEN,
    /** Writes over a file that is there. */
    OVERWRITE,
    /** Writes a checkpoint's file and gives it up as Flink does: closed without sync, deleted. */
    ABORT,
    /** Opens a file and reads all of it. */
    READ,
    /** Reads 4 KiB at random places of an open file. */
    RANDOM_READS,
    /** Reads 1 KiB and skips 8 KiB, again and again. */
    SKIPS,
    /** Brings files to the local disk, by the file system's own copying where it has one. */
    RESTORE,
    /** Asks whether a file exists. */
    EXISTS,
    /** Deletes a directory and all that is in it. */
    DELETE;

    /** Whether the files must be there before. */
    public boolean needsFiles() {
        return this != FIRST_USE && this != WRITE && this != OPEN && this != ABORT;
    }

    /** Whether the files are there afterwards, with the content that was written. */
    public boolean leavesFiles() {
        return this == WRITE || this == OPEN || this == OVERWRITE;
    }
}
