package io.spillway.demo.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How busy tasks are, from the times that Flink adds up for each subtask. Flink's ready-made {@code
 * busyTimeMsPerSecond} is a mean over up to a minute, in which the demo's load has moved on by two
 * TaskManagers; the sums give the mean over the last few seconds. Not thread-safe.
 */
final class BusyMeter {
    private final double windowSeconds;
    private final double leastSeconds;
    private final Map<Subtask, Deque<Reading>> history = new HashMap<>();

    /**
     * @param windowSeconds how far back a mean goes, in seconds
     * @param leastSeconds how far back it must go to be one, in seconds
     */
    BusyMeter(double windowSeconds, double leastSeconds) {
        this.windowSeconds = windowSeconds;
        this.leastSeconds = leastSeconds;
    }

    /**
     * Takes in what all subtasks of the job say now, and works out how busy they are.
     *
     * @param second now, in seconds from any start
     * @param readings of all subtasks that run; those that are missing are forgotten
     */
    Load update(double second, List<Reading> readings) {
        history.keySet().retainAll(readings.stream().map(Reading::subtask).distinct().toList());
        Map<String, double[]> vertices = new HashMap<>();
        Map<String, Double> taskManagers = new TreeMap<>();
        boolean complete = !readings.isEmpty();
        for (Reading reading : readings) {
            OptionalDouble busy = busy(new Reading(reading, second));
            if (busy.isEmpty()) {
                complete = false;
                continue;
            }
            double[] sum = vertices.computeIfAbsent(reading.subtask().vertex(), v -> new double[2]);
            sum[0] += busy.getAsDouble();
            sum[1]++;
            // A slot runs one subtask of each vertex; it is as busy as the busiest of them.
            taskManagers.merge(reading.taskManager(), busy.getAsDouble(), Math::max);
        }
        double busiest =
                vertices.values().stream().mapToDouble(s -> s[0] / s[1]).max().orElse(Double.NaN);
        return new Load(complete ? busiest : Double.NaN, taskManagers);
    }

    private OptionalDouble busy(Reading now) {
        Deque<Reading> earlier =
                history.computeIfAbsent(now.subtask(), subtask -> new ArrayDeque<>());
        Reading last = earlier.peekLast();
        // Flink answers 0 or NaN for a task whose metrics it hasn't fetched yet.
        if (!(now.totalMs() > 0)) {
            return OptionalDouble.empty();
        }
        // Flink answers from what it fetched last: the same sums again say nothing new.
        if (last == null || now.totalMs() > last.totalMs()) {
            earlier.addLast(now);
        }
        while (earlier.size() > 2 && now.second() - earlier.peekFirst().second() > windowSeconds) {
            earlier.removeFirst();
        }
        Reading first = earlier.peekFirst();
        Reading newest = earlier.peekLast();
        double total = newest.totalMs() - first.totalMs();
        if (total <= 0 || newest.second() - first.second() < leastSeconds) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                Math.max(0, Math.min(1, (newest.busyMs() - first.busyMs()) / total)));
    }

    /**
     * One subtask in one run of the job.
     *
     * @param vertex the vertex' id
     * @param index of the subtask
     * @param startedMs when it started, which tells a restarted one from the one before
     */
    record Subtask(String vertex, int index, long startedMs) {}

    /**
     * What Flink has added up for a subtask since it started, in milliseconds.
     *
     * @param second when that was read
     */
    record Reading(
            Subtask subtask,
            String taskManager,
            double busyMs,
            double idleMs,
            double backPressuredMs,
            double second) {

        private Reading(Reading reading, double second) {
            this(
                    reading.subtask,
                    reading.taskManager,
                    reading.busyMs,
                    reading.idleMs,
                    reading.backPressuredMs,
                    second);
        }

        private double totalMs() {
            return busyMs + idleMs + backPressuredMs;
        }
    }

    /**
     * How busy the job is.
     *
     * @param busiestVertex the busiest vertex' mean over its subtasks, 0 to 1; NaN when a subtask
     *     isn't known yet
     * @param taskManagers how busy each TaskManager is, 0 to 1
     */
    record Load(double busiestVertex, Map<String, Double> taskManagers) {}
}
