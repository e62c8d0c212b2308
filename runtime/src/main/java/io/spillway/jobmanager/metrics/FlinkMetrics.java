package io.spillway.jobmanager.metrics;

import io.spillway.jobmanager.fleet.JobTasks;
import io.spillway.scaling.observe.SubtaskReading;
import io.spillway.scaling.observe.VertexReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.metrics.MetricNames;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore.ComponentMetricStore;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore.SubtaskMetricStore;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore.TaskMetricStore;

/**
 * Reads a job's counters out of the metrics that the JobManager's REST server has of all tasks.
 *
 * <p>There is one such store in a JobManager. Flink fills it with one request to each TaskManager,
 * for all metrics of all its tasks together, when somebody asks for it ({@link #refresh}), at most
 * every {@code metrics.fetcher.update-interval}; the web interface uses the same. No method blocks.
 */
public final class FlinkMetrics {

    /** Every source of the new kind registers it, and nothing else does. */
    private static final String MARK_OF_A_SOURCE = "." + MetricNames.SOURCE_IDLE_TIME;

    private static final String PENDING_RECORDS = "." + MetricNames.PENDING_RECORDS;
    private static final String RECORDS_OUT = "." + MetricNames.IO_NUM_RECORDS_OUT;

    /** What Flink makes of {@code Source: } in an operator's name. */
    private static final String LEGACY_SOURCE = "Source__";

    /** So many digits fit into a double without loss. */
    private static final int MOST_DIGITS = 15;

    private final MetricFetcher fetcher;

    public FlinkMetrics(MetricFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Has Flink fetch the metrics anew; they are there some milliseconds later. */
    public void refresh() {
        fetcher.update();
    }

    /**
     * What is known of a job's tasks now; empty when Flink keeps no metrics at all ({@code
     * metrics.fetcher.update-interval: 0}).
     *
     * <p>Only the attempts that run now count: what an earlier one of the same subtask has left in
     * the store would be a counter that jumps.
     */
    public Optional<List<VertexReading>> read(String jobId, JobTasks tasks) {
        MetricStore store = fetcher.getMetricStore();
        if (store == null) {
            return Optional.empty();
        }
        List<VertexReading> vertices = new ArrayList<>();
        for (JobTasks.Vertex vertex : tasks.vertices()) {
            vertices.add(read(vertex, store.getTaskMetricStore(jobId, vertex.id())));
        }
        return Optional.of(vertices);
    }

    private static VertexReading read(JobTasks.Vertex vertex, TaskMetricStore store) {
        Map<Integer, SubtaskMetricStore> there =
                store == null ? Map.of() : store.getAllSubtaskMetricStores();
        SourceMetrics source = null;
        List<SubtaskReading> subtasks = new ArrayList<>(vertex.parallelism());
        for (int i = 0; i < vertex.parallelism(); i++) {
            SubtaskMetricStore subtask = there.get(i);
            ComponentMetricStore attempt =
                    subtask == null
                            ? null
                            : subtask.getAllAttemptsMetricStores().get(vertex.attempt(i));
            if (attempt == null) {
                subtasks.add(SubtaskReading.unknown(i, vertex.attempt(i), vertex.isFinished(i)));
                continue;
            }
            if (source == null) {
                // All subtasks have the same operators, so one look tells the names.
                source = SourceMetrics.in(attempt, vertex.inputs().isEmpty());
            }
            subtasks.add(read(vertex, i, attempt, source));
        }
        return new VertexReading(
                vertex.id(),
                vertex.name(),
                vertex.maxParallelism(),
                vertex.inputs(),
                vertex.inputs().isEmpty() || (source != null && source.isThere()),
                subtasks);
    }

    private static SubtaskReading read(
            JobTasks.Vertex vertex, int index, ComponentMetricStore attempt, SourceMetrics source) {
        double in = number(attempt, MetricNames.IO_NUM_RECORDS_IN);
        double pending = Double.NaN;
        if (vertex.inputs().isEmpty() && !(in > 0)) {
            // Not every source counts what it reads; what it hands to its chain is the same.
            for (String handedOn : source.recordsOut) {
                in = plus(in, number(attempt, handedOn));
            }
        }
        for (String waiting : source.pendingRecords) {
            pending = plus(pending, number(attempt, waiting));
        }
        return new SubtaskReading(
                index,
                vertex.attempt(index),
                vertex.isFinished(index),
                in,
                number(attempt, MetricNames.IO_NUM_RECORDS_OUT),
                number(attempt, MetricNames.ACC_TASK_BUSY_TIME),
                number(attempt, MetricNames.ACC_TASK_IDLE_TIME),
                number(attempt, MetricNames.ACC_TASK_BACK_PRESSURED_TIME),
                pending);
    }

    /** The sum; what isn't known adds nothing to what is. */
    private static double plus(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : a + b;
    }

    /** Metrics are texts; a gauge may say anything. */
    private static double number(ComponentMetricStore attempt, String name) {
        String text = attempt.getMetric(name);
        if (text == null) {
            return Double.NaN;
        }
        long whole = wholeNumber(text);
        if (whole >= 0) {
            return whole;
        }
        try {
            double value = Double.parseDouble(text);
            return value >= 0 && value < Double.POSITIVE_INFINITY ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What most of them are, at a tenth of the cost of {@code parseDouble}; or -1. */
    private static long wholeNumber(String text) {
        int length = text.endsWith(".0") ? text.length() - 2 : text.length();
        if (length == 0 || length > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** What the operators of a vertex that read from the outside call their metrics. */
    private record SourceMetrics(List<String> recordsOut, List<String> pendingRecords) {

        static SourceMetrics in(ComponentMetricStore attempt, boolean hasNoInput) {
            List<String> operators = operatorsWith(attempt, MARK_OF_A_SOURCE);
            if (operators.isEmpty() && hasNoInput) {
                operators =
                        operatorsWith(attempt, RECORDS_OUT).stream()
                                .filter(operator -> operator.startsWith(LEGACY_SOURCE))
                                .toList();
            }
            return new SourceMetrics(
                    operators.stream().map(operator -> operator + RECORDS_OUT).toList(),
                    operators.stream().map(operator -> operator + PENDING_RECORDS).toList());
        }

        boolean isThere() {
            return !recordsOut.isEmpty();
        }

        private static List<String> operatorsWith(ComponentMetricStore attempt, String suffix) {
            return attempt.metrics.keySet().stream()
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted()
                    .toList();
        }
    }
}
