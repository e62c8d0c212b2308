import io.spillway.jobmanager.fleet.JobTasks;
import io.spillway.jobmanager.metrics.FlinkMetrics;
import io.spillway.scaling.model.ScalingModel;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.observe.JobObserver;
import io.spillway.scaling.observe.JobReading;
import io.spillway.scaling.observe.VertexReading;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.metrics.dump.MetricDump;
import org.apache.flink.runtime.metrics.dump.QueryScopeInfo;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore;

/**
 * What one observation for the scaling signal costs on the JobManager: reading the metric store,
 * rates, and the decision, for a job of 20 vertices × 500 subtasks with as many metrics as tasks of
 * Flink have. Prints medians of milliseconds, of allocated memory, and what stays. Needs a JDK, an
 * unpacked tarball, and nothing else:
 *
 * <pre>java -cp "dist/target/spillway-0.1.0-SNAPSHOT/lib/*" dist/src/bench/ObservationBenchmark.java [ROUNDS]</pre>
 */
public final class ObservationBenchmark {
    private static final int VERTICES = 20;
    private static final int SUBTASKS = 500;
    private static final String JOB = "04d3a3356f3b935ad92180c88021d0d3";

    /** So many metrics of a task and its operators Flink keeps beside those that are read. */
    private static final int OTHERS = 90;

    private ObservationBenchmark() {}

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        MetricStore store = new MetricStore();
        FlinkMetrics metrics = new FlinkMetrics(fetcher(store));
        JobTasks tasks = tasks();
        fill(store, 0, true);
        JobObserver observer = new JobObserver(Duration.ofSeconds(10));
        ScalingModel model = new ScalingModel(ScalingSettings.DEFAULTS);

        long before = usedAfterCollection();
        double[] millis = new double[rounds];
        double[] readMillis = new double[rounds];
        double[] allocated = new double[rounds];
        Object kept = null;
        for (int round = 0; round < rounds; round++) {
            double second = 10.0 * (round + 1);
            fill(store, second, false);
            long allocatedBefore = allocated();
            long start = System.nanoTime();
            List<VertexReading> vertices = metrics.read(JOB, tasks).orElseThrow();
            long read = System.nanoTime();
            JobReading reading =
                    new JobReading(
                            JOB,
                            Duration.ofMillis((long) (1000 * second)),
                            Optional.of(Duration.ZERO),
                            vertices);
            kept = model.next(observer.observe(reading, 500, 2).observation());
            millis[round] = (System.nanoTime() - start) / 1e6;
            readMillis[round] = (read - start) / 1e6;
            allocated[round] = (allocated() - allocatedBefore) / 1e6;
        }
        long after = usedAfterCollection();
        System.out.printf("%d vertices x %d subtasks, %d rounds%n", VERTICES, SUBTASKS, rounds);
        System.out.printf(
                "one observation: %.1f ms median, %.1f ms at the 99th percentile, %.1f ms the first%n",
                quantile(millis, 0.5), quantile(millis, 0.99), millis[0]);
        System.out.printf("  of which reading the store: %.1f ms median%n", quantile(readMillis, 0.5));
        System.out.printf("allocated: %.1f MB median%n", quantile(allocated, 0.5));
        System.out.printf("kept between observations: %.1f MB%n", Math.max(0, after - before) / 1e6);
        if (kept == null || observer.hashCode() == 0) {
            throw new IllegalStateException();
        }
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static long usedAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static JobTasks tasks() {
        List<JobTasks.Vertex> vertices = new ArrayList<>();
        for (int v = 0; v < VERTICES; v++) {
            vertices.add(
                    new JobTasks.Vertex(
                            id(v),
                            "vertex " + v,
                            32768,
                            v == 0 ? List.of() : List.of(id(v - 1)),
                            new int[SUBTASKS]));
        }
        return new JobTasks(vertices);
    }

    private static String id(int vertex) {
        return "%032x".formatted(vertex + 1);
    }

    private static void fill(MetricStore store, double second, boolean all) {
        for (int v = 0; v < VERTICES; v++) {
            for (int s = 0; s < SUBTASKS; s++) {
                QueryScopeInfo task = new QueryScopeInfo.TaskQueryScopeInfo(JOB, id(v), s, 0);
                add(store, task, "numRecordsIn", (long) (900 * second));
                add(store, task, "numRecordsOut", (long) (900 * second));
                add(store, task, "accumulateBusyTimeMs", 600.0 * second);
                add(store, task, "accumulateIdleTimeMs", (long) (350 * second));
                add(store, task, "accumulateBackPressuredTimeMs", (long) (50 * second));
                if (v == 0) {
                    QueryScopeInfo source =
                            new QueryScopeInfo.OperatorQueryScopeInfo(
                                    JOB, id(v), s, 0, "Source__orders");
                    add(store, source, "sourceIdleTime", 0);
                    add(store, source, "pendingRecords", 1234);
                    add(store, source, "numRecordsOut", (long) (900 * second));
                }
                for (int i = 0; all && i < OTHERS; i++) {
                    add(store, task, "Operator" + i % 6 + ".metric" + i, i);
                }
            }
        }
    }

    private static void add(MetricStore store, QueryScopeInfo scope, String name, Object value) {
        store.add(new MetricDump.GaugeDump(scope, name, value.toString()));
    }

    private static MetricFetcher fetcher(MetricStore store) {
        return new MetricFetcher() {
            @Override
            public MetricStore getMetricStore() {
                return store;
            }

            @Override
            public void update() {}

            @Override
            public long getLastUpdateTime() {
                return 0;
            }
        };
    }
}
