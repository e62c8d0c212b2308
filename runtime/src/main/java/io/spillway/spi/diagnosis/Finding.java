package io.spillway.spi.diagnosis;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a check has found.
 *
 * @param found what there is, or what is wrong: a phrase or some, for people
 * @param fix what to do about it; there unless nothing is wrong
 */
public record Finding(Level level, String found, Optional<String> fix) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, but not as well as it could, or not for long. */
        WARNING,
        /** It doesn't work. */
        FAILURE,
        /** It couldn't be looked at, or needn't be: {@code found} says why. */
        SKIPPED
    }

    public Finding {
        requireNonNull(level);
        requireNonNull(found);
        requireNonNull(fix);
    }

    /** All is well. */
    public static Finding ok(String found) {
        return new Finding(Level.OK, found, Optional.empty());
    }

    /** It works, but. */
    public static Finding warning(String found, String fix) {
        return new Finding(Level.WARNING, found, Optional.of(fix));
    }

    /** It doesn't work. */
    public static Finding failure(String found, String fix) {
        return new Finding(Level.FAILURE, found, Optional.of(fix));
    }

    /** Not looked at. */
    public static Finding skipped(String why) {
        return new Finding(Level.SKIPPED, why, Optional.empty());
    }
}
