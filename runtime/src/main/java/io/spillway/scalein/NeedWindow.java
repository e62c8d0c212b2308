package io.spillway.scalein;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The largest need of the last while, as a Managed Instance Group's autoscaler takes it: what was
 * needed a few minutes ago may be needed again. A value that holds counts as any other; where there
 * was none for long it begins anew. Not thread-safe.
 */
final class NeedWindow {

    private final Duration length;
    private final Duration longestGap;
    private final Deque<Need> needs = new ArrayDeque<>();
    private Duration since;
    private Duration last;

    /**
     * @param length how long it looks back; positive
     * @param longestGap between two values; positive
     */
    NeedWindow(Duration length, Duration longestGap) {
        this.length = length;
        this.longestGap = longestGap;
    }

    /** The largest of each. */
    record Peak(int taskManagers, int slots) {}

    /** Takes a value in; does nothing with one that isn't later than the last. */
    void add(Need need) {
        if (last != null && need.at().compareTo(last) <= 0) {
            return;
        }
        if (last != null && need.at().minus(last).compareTo(longestGap) > 0) {
            clear();
        }
        if (since == null) {
            since = need.at();
        }
        last = need.at();
        needs.addLast(need);
        while (needs.peekFirst().at().compareTo(need.at().minus(length)) < 0) {
            needs.removeFirst();
        }
    }

    /** Nothing is needed by anybody, or nobody knows. */
    void clear() {
        needs.clear();
        since = null;
        last = null;
    }

    /** Empty until there have been values for the whole length. */
    Optional<Peak> peak() {
        if (since == null || last.minus(since).compareTo(length) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Peak(
                        needs.stream().mapToInt(Need::taskManagers).max().orElseThrow(),
                        needs.stream().mapToInt(Need::slots).max().orElseThrow()));
    }
}
