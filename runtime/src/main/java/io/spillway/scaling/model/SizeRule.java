package io.spillway.scaling.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Turns a need that changes all the time into a number of TaskManagers that changes seldom.
 *
 * <ul>
 *   <li>More is asked for as soon as the need is above the present value by the minimum change.
 *   <li>Less is asked for when the need has been below it by the minimum change, and at least one
 *       whole TaskManager, for a whole window without a break; the window's highest need is what is
 *       then asked for. Never because something couldn't be measured, nor while a backlog is worked
 *       off: that would make the way down many small steps, each of them a restart.
 * </ul>
 */
final class SizeRule {

    /** Keeps rounding errors from costing a TaskManager. */
    private static final double ROUNDING = 1e-9;

    /** A backlog that takes less than this share of what is asked for is no backlog. */
    private static final double LEAST_RESERVE = 0.05;

    private final Duration window;
    private final double minimumChange;
    private final double worksOff;
    private final Deque<Need> needs = new ArrayDeque<>();
    private Duration since;
    private int required;

    private record Need(Duration at, double taskManagers) {}

    SizeRule(ScalingSettings settings) {
        this.window = settings.window();
        this.minimumChange = settings.minimumChange();
        this.worksOff = Math.max(LEAST_RESERVE, (1 - settings.targetUtilization()) / 2);
    }

    /** What is asked for; empty until the first decision. */
    OptionalInt required() {
        return required == 0 ? OptionalInt.empty() : OptionalInt.of(required);
    }

    /** What comes next doesn't follow upon what was before: the window begins anew. */
    void interrupt() {
        needs.clear();
        since = null;
    }

    void forget() {
        interrupt();
        required = 0;
    }

    /**
     * Decides.
     *
     * @param from when what the need was computed from began
     * @param at now
     * @param need TaskManagers needed, 0 or more
     * @param present TaskManagers that there are
     * @param most TaskManagers that the job can use, 1 or more
     * @param complete whether everything was measured
     * @param backlogNeed TaskManagers that work off the backlog within the catch-up time
     */
    DecisionReason decide(
            Duration from,
            Duration at,
            double need,
            double present,
            int most,
            boolean complete,
            double backlogNeed) {
        if (since == null) {
            since = from;
        }
        needs.addLast(new Need(at, need));
        while (at.minus(window).compareTo(needs.peekFirst().at()) > 0) {
            needs.removeFirst();
        }
        boolean wholeWindow = at.minus(window).compareTo(since) >= 0;
        double peak = needs.stream().mapToDouble(Need::taskManagers).max().orElse(need);
        if (required == 0) {
            return first(need, peak, present, most, wholeWindow && complete);
        }
        required = Math.min(required, most);
        if (need > required * (1 + minimumChange) + ROUNDING && whole(need, most) > required) {
            required = whole(need, most);
            return DecisionReason.SCALE_OUT;
        }
        if (whole(need, most) >= required || tooNear(need)) {
            return DecisionReason.WITHIN_MINIMUM_CHANGE;
        }
        if (!complete) {
            return DecisionReason.INCOMPLETE;
        }
        if (backlogNeed > worksOff * required) {
            interrupt();
            return DecisionReason.CATCHING_UP;
        }
        if (!wholeWindow || whole(peak, most) >= required || tooNear(peak)) {
            return DecisionReason.WAITING_FOR_WINDOW;
        }
        required = whole(peak, most);
        return DecisionReason.SCALE_IN;
    }

    private DecisionReason first(
            double need, double peak, double present, int most, boolean wholeWindow) {
        if (wholeWindow) {
            required = whole(peak, most);
        } else if (needs.size() > 1 && need > present && whole(need, most) > present) {
            required = whole(need, most);
        } else {
            return DecisionReason.COLLECTING;
        }
        return required > present
                ? DecisionReason.SCALE_OUT
                : required < present
                        ? DecisionReason.SCALE_IN
                        : DecisionReason.WITHIN_MINIMUM_CHANGE;
    }

    private boolean tooNear(double need) {
        return need > required * (1 - minimumChange) + ROUNDING;
    }

    private static int whole(double need, int most) {
        return (int) Math.max(1, Math.min(most, Math.ceil(need - ROUNDING)));
    }
}
