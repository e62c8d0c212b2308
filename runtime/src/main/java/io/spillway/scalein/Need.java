package io.spillway.scalein;

import java.time.Duration;

/**
 * How many machines the job needs, as the scaling signal says.
 *
 * @param at the time of the observation, on the fleet's clock
 * @param isNew whether the value rests on that observation; false while an earlier one holds
 * @param taskManagers TaskManagers to have, 1 or more
 * @param slots slots to have, 1 or more
 */
public record Need(Duration at, boolean isNew, int taskManagers, int slots) {}
