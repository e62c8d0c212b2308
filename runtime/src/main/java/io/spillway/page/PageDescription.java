package io.spillway.page;

import java.util.List;
import java.util.Set;

/**
 * What stays the same on a page as long as it is open.
 *
 * @param title the page's heading
 * @param subtitle one line below it
 * @param panels the pictures, in order
 * @param durationSeconds how long what is shown lasts; null when it has no end
 * @param actions what may be done here at all
 * @param confirm whether an action on a machine asks once more before it is done
 * @param load what the load may be changed to; null where it can't be
 */
public record PageDescription(
        String title,
        String subtitle,
        List<Panel> panels,
        Double durationSeconds,
        Set<Action.Kind> actions,
        boolean confirm,
        LoadLimits load) {

    public PageDescription {
        panels = List.copyOf(panels);
        actions = Set.copyOf(actions);
    }

    /**
     * What the load may be changed to.
     *
     * @param planned the planned load in words
     * @param highestMultiplier of the planned load
     * @param highestRate in records per second
     */
    public record LoadLimits(String planned, double highestMultiplier, double highestRate) {}
}
