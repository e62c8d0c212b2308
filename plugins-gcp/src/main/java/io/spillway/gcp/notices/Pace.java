package io.spillway.gcp.notices;

import java.time.Duration;

/** How long a key isn't asked for again. */
@FunctionalInterface
public interface Pace {

    /** What came of the last question. */
    enum Outcome {
        /** No answer, or none that helps. */
        FAILED,
        /** Too many requests. */
        THROTTLED,
        /** There is no such key: this VM's kind doesn't have it. */
        ABSENT
    }

    /**
     * The pause after a question that brought no value.
     *
     * @param times how often in a row, 1 or more
     */
    Duration after(Outcome outcome, int times);

    /**
     * Google's own: 5 s after a failure and a minute where there is no such key, as its guest agent
     * does it; twice as long each time, up to 40 s, while the server throttles.
     */
    Pace STANDARD =
            (outcome, times) ->
                    switch (outcome) {
                        case FAILED -> Duration.ofSeconds(5);
                        case THROTTLED ->
                                Duration.ofSeconds(5).multipliedBy(1L << Math.min(times - 1, 3));
                        case ABSENT -> Duration.ofMinutes(1);
                    };
}
