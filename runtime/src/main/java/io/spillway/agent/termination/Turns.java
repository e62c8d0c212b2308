package io.spillway.agent.termination;

import io.spillway.spi.cloud.TerminationNotices;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose turn it is, of sources that share one question an interval. The urgent ones take turns; all
 * others share every thirtieth turn, so that they cost the urgent ones next to nothing.
 *
 * <p>It follows from the turn's number alone: agents that count the same turns ask for the same
 * thing at the same moment.
 */
final class Turns {
    /** Each so many turns one is a source's that isn't urgent. */
    static final int OTHERS_EVERY = 30;

    private final List<TerminationNotices> sources;

    /**
     * @param sources not empty
     */
    Turns(List<TerminationNotices> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * @param number of the turn; from one to the next it grows by one
     */
    TerminationNotices whose(long number) {
        List<TerminationNotices> urgent = new ArrayList<>();
        List<TerminationNotices> others = new ArrayList<>();
        sources.forEach(source -> (source.isUrgent() ? urgent : others).add(source));
        if (urgent.isEmpty()) {
            return at(others, number);
        }
        if (others.isEmpty()) {
            return at(urgent, number);
        }
        long past = Math.floorDiv(number, OTHERS_EVERY);
        return number % OTHERS_EVERY == 0
                ? at(others, past)
                // Without those of the others, so that none is left out twice in a row.
                : at(urgent, number - past);
    }

    private static TerminationNotices at(List<TerminationNotices> sources, long number) {
        return sources.get(Math.floorMod(number, sources.size()));
    }
}
