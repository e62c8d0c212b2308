package io.spillway.bench.cluster;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How much keyed state the job has. */
public enum StateSize {
    /** A count for each key, on the heap. */
    SMALL("0", 0),
    /** 100 MiB in RocksDB, incremental checkpoints. */
    MIB_100("100m", 100),
    /** 1 GiB in RocksDB, incremental checkpoints. */
    GIB_1("1g", 1024);

    private final String text;
    private final int mebibytes;

    StateSize(String text, int mebibytes) {
        this.text = text;
        this.mebibytes = mebibytes;
    }

    /** The one of that text. */
    public static Optional<StateSize> of(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /** All texts, for people. */
    public static String texts() {
        return Stream.of(values()).map(StateSize::text).collect(Collectors.joining(", "));
    }

    /** As it is asked for on the command line. */
    public String text() {
        return text;
    }

    /** In MiB; 0 for the small one. */
    public int mebibytes() {
        return mebibytes;
    }
}
