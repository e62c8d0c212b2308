package io.spillway.bench.store;

import java.util.Optional;
import java.util.stream.Stream;

/** What is measured. */
public enum Operation {
    FIRST_USE("first-use", Action.FIRST_USE, 0, 0, 1, "plugin loaded, first exists; a new process"),
    WRITE_1_KIB("write-1-kib", Action.WRITE, 1, Sizes.KIB, 5, "write 1 KiB"),
    WRITE_100_KIB("write-100-kib", Action.WRITE, 1, 100 * Sizes.KIB, 5, "write 100 KiB"),
    WRITE_5_MIB("write-5-mib", Action.WRITE, 1, 5 * Sizes.MIB, 3, "write 5 MiB"),
    WRITE_64_MIB("write-64-mib", Action.WRITE, 1, 64 * Sizes.MIB, 1, "write 64 MiB"),
    WRITE_256_MIB("write-256-mib", Action.WRITE, 1, 256 * Sizes.MIB, 1, "write 256 MiB"),
    WRITE_4_X_64_MIB(
            "write-4x64-mib", Action.WRITE, 4, 64 * Sizes.MIB, 1, "4 streams of 64 MiB at once"),
    OPEN_4_STREAMS(
            "open-4-streams",
            Action.OPEN,
            4,
            2 * Sizes.MIB,
            1,
            "4 streams open at once, 2 MiB written to each"),
    OVERWRITE_1_KIB("overwrite-1-kib", Action.OVERWRITE, 1, Sizes.KIB, 5, "overwrite 1 KiB"),
    ABORT_64_MIB("abort-64-mib", Action.ABORT, 1, 64 * Sizes.MIB, 1, "give up after 64 MiB"),
    READ_1_KIB("read-1-kib", Action.READ, 1, Sizes.KIB, 15, "open and read 1 KiB"),
    READ_5_MIB("read-5-mib", Action.READ, 1, 5 * Sizes.MIB, 5, "read 5 MiB"),
    READ_64_MIB("read-64-mib", Action.READ, 1, 64 * Sizes.MIB, 1, "read 64 MiB"),
    RANDOM_READS(
            "random-reads", Action.RANDOM_READS, 1, 64 * Sizes.MIB, 3, "100 random reads of 4 KiB"),
    SKIPS("skips", Action.SKIPS, 1, 64 * Sizes.MIB, 9, "100 forward skips of 8 KiB"),
    RESTORE_256_MIB("restore-256-mib", Action.RESTORE, 1, 256 * Sizes.MIB, 1, "restore 256 MiB"),
    RESTORE_20_X_1_MIB(
            "restore-20x1-mib", Action.RESTORE, 20, Sizes.MIB, 1, "restore 20 files of 1 MiB"),
    EXISTS_YES("exists-yes", Action.EXISTS, 1, Sizes.KIB, 5, "exists, and it does"),
    EXISTS_NO("exists-no", Action.EXISTS, 0, 0, 5, "exists, and it doesn't"),
    DELETE_200_FILES(
            "delete-200-files",
            Action.DELETE,
            200,
            Sizes.KIB,
            1,
            "delete a directory of 200 files");

    private static final class Sizes {
        static final int KIB = 1024;
        static final int MIB = 1024 * 1024;
    }

    private final String text;
    private final Action action;
    private final int files;
    private final int bytes;
    private final int samples;
    private final String description;

    Operation(String text, Action action, int files, int bytes, int samples, String description) {
        this.text = text;
        this.action = action;
        this.files = files;
        this.bytes = bytes;
        this.samples = samples;
        this.description = description;
    }

    /** Whether it writes one file that may be sent in parts. */
    public boolean isLargeWrite() {
        return this == WRITE_64_MIB || this == WRITE_256_MIB;
    }

    /** As on the command line and in the results. */
    public String text() {
        return text;
    }

    /** A few words. */
    public String description() {
        return description;
    }

    /** What it does. */
    public Action action() {
        return action;
    }

    /** How many files it is about. */
    public int files() {
        return files;
    }

    /** The size of each. */
    public int bytes() {
        return bytes;
    }

    /**
     * How often it is measured in each run: what is short varies more. Where implementations are
     * tenths of a millisecond a request apart, the median takes tens of samples to tell them from
     * what the machine does besides: the same read took 1.3 to 8 ms within five samples.
     */
    public int samples() {
        return samples;
    }

    /**
     * How often it is done before the first run: what is short, so often that the JVM has compiled
     * most of it, as in a process that has run for a while.
     */
    public int warmUps() {
        return switch (action) {
            case FIRST_USE -> 1;
            case DELETE -> 5;
            case RANDOM_READS -> 3;
            default -> samples == 1 ? 1 : Math.min(50, samples * 10);
        };
    }

    /**
     * How often it is done on end, by each implementation, before the first run. The JVM goes on
     * compiling what a request takes for thousands of them, and the more code that is, the longer:
     * what is to run for days would be measured while one implementation's is compiled and
     * another's isn't. After as many, what a read costs its thread hardly falls any more.
     */
    public int repetitions() {
        return this == READ_1_KIB ? 6_000 : 0;
    }

    /** The one with that name. */
    public static Optional<Operation> named(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
