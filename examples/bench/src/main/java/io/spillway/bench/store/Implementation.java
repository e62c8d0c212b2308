package io.spillway.bench.store;

import java.util.Optional;
import java.util.stream.Stream;

/** A file system of an object store; {@link Cloud} says for which clouds there is which. */
public enum Implementation {
    SPILLWAY("spillway"),
    NATIVE("native"),
    HADOOP("hadoop"),
    PRESTO("presto");

    private final String text;

    Implementation(String text) {
        this.text = text;
    }

    /** As on the command line and in the results. */
    public String text() {
        return text;
    }

    /** The one with that name. */
    public static Optional<Implementation> named(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
