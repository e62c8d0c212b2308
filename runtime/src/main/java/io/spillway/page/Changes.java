package io.spillway.page;

import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a page that knows one version of the model doesn't know yet; the page's only message. What
 * hasn't changed is left out.
 *
 * @param version the model's version; never 0
 * @param page what never changes; only for a page that knows nothing
 * @param points what was measured since, in order of time
 * @param marks what happened since, and what is known better now
 * @param machines all machines; null when none has changed
 * @param status how things stand; null when unchanged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Changes(
        long version,
        PageDescription page,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Point> points,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<NumberedMark> marks,
        List<Machine> machines,
        Status status) {

    /**
     * A mark with a number that it keeps.
     *
     * @param number from 0, in the order in which they were noted
     */
    record NumberedMark(int number, Mark mark) {}
}
