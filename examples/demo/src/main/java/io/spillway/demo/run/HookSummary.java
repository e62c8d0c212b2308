package io.spillway.demo.run;

import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookOutcome.End;
import java.util.List;

/**
 * How lifecycle hooks ended.
 *
 * @param completed by the machine that they were about
 * @param timedOut since nobody completed them
 * @param cancelled since the machine had gone
 */
record HookSummary(long completed, long timedOut, long cancelled) {

    static HookSummary of(List<HookOutcome> outcomes) {
        return new HookSummary(
                count(outcomes, End.COMPLETED),
                count(outcomes, End.TIMED_OUT),
                count(outcomes, End.CANCELLED));
    }

    private static long count(List<HookOutcome> outcomes, End end) {
        return outcomes.stream().filter(each -> each.end() == end).count();
    }

    /** For people. */
    String text() {
        return "%d completed, %d timed out, %d without a machine"
                .formatted(completed, timedOut, cancelled);
    }
}
