package io.spillway.checkpoint.objects;

import java.util.Optional;

/**
 * What an object has to be for a write to be carried out.
 *
 * @param version that it has; empty where it must not exist
 */
public record Precondition(Optional<String> version) {

    /** There is no such object. */
    public static Precondition absent() {
        return new Precondition(Optional.empty());
    }

    /** The object is the one with that version. */
    public static Precondition unchanged(String version) {
        return new Precondition(Optional.of(version));
    }
}
