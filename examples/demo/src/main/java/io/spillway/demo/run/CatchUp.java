package io.spillway.demo.run;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells whether the job works off a backlog that it will be done with soon by itself. As long as it
 * does, all tasks are busy all the time, which says nothing about the load: it is what a restart
 * leaves. A backlog that doesn't shrink, or too slowly, is another matter: that fleet is too small.
 * Not thread-safe.
 */
final class CatchUp {
    /** Less than this to do, in seconds of traffic, is no backlog. */
    private static final double NO_BACKLOG_SECONDS = 0.3;

    /** Whether a backlog shrinks is told by what it was this long ago. */
    private static final double TREND_SECONDS = 5;

    /** A backlog that will be gone within this time asks for nothing. */
    private static final double SOON_SECONDS = 30;

    private final Deque<Point> points = new ArrayDeque<>();
    private String run = "";
    private double started;

    /**
     * Takes a look in.
     *
     * @param second now, in seconds from any start
     * @param nowRun which run of the job this is; changes when it restarts
     * @param lagRecords what the job has to do
     * @param rate what arrives, in records per second
     * @return whether the job is catching up
     */
    boolean isUnderWay(double second, String nowRun, double lagRecords, double rate) {
        if (!nowRun.equals(run)) {
            run = nowRun;
            started = second;
            points.clear();
        }
        points.addLast(new Point(second, lagRecords));
        while (points.size() > 1 && second - points.peekFirst().second > TREND_SECONDS) {
            points.removeFirst();
        }
        if (lagRecords <= NO_BACKLOG_SECONDS * rate) {
            return false;
        }
        if (second - started <= TREND_SECONDS) {
            return true;
        }
        Point before = points.peekFirst();
        double gainPerSecond = (before.lagRecords - lagRecords) / (second - before.second);
        return gainPerSecond > 0 && lagRecords / gainPerSecond <= SOON_SECONDS;
    }

    private record Point(double second, double lagRecords) {}
}
