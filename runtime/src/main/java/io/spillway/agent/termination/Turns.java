package io.spillway.agent.termination;

import io.spillway.spi.cloud.TerminationNotices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is, of sources that share one question an interval: one of rarity n comes up an
 * n-th as often as one of rarity 1, evenly spread. Stride scheduling, in other words.
 */
final class Turns {
    private final Map<TerminationNotices, Long> due = new LinkedHashMap<>();

    /**
     * @param sources not empty; each has a turn before one has its second
     */
    Turns(List<TerminationNotices> sources) {
        sources.forEach(source -> due.put(source, 0L));
    }

    TerminationNotices next() {
        Map.Entry<TerminationNotices, Long> first = null;
        for (Map.Entry<TerminationNotices, Long> each : due.entrySet()) {
            if (first == null || each.getValue() < first.getValue()) {
                first = each;
            }
        }
        first.setValue(first.getValue() + Math.max(1, first.getKey().rarity()));
        return first.getKey();
    }
}
