package io.spillway.jobmanager.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.fleet.JobTasks;
import io.spillway.scaling.observe.SubtaskReading;
import io.spillway.scaling.observe.VertexReading;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.metrics.dump.MetricDump;
import org.apache.flink.runtime.metrics.dump.QueryScopeInfo.OperatorQueryScopeInfo;
import org.apache.flink.runtime.metrics.dump.QueryScopeInfo.TaskQueryScopeInfo;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkMetricsTest {
    private static final String JOB = "job";

    private final MetricStore store = new MetricStore();
    private final FlinkMetrics metrics = new FlinkMetrics(fetcherOf(store));

    private static MetricFetcher fetcherOf(MetricStore store) {
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

    private void task(String vertex, int subtask, int attempt, String name, String value) {
        store.add(
                new MetricDump.GaugeDump(
                        new TaskQueryScopeInfo(JOB, vertex, subtask, attempt), name, value));
    }

    private void operator(
            String vertex, int subtask, int attempt, String operator, String name, String value) {
        store.add(
                new MetricDump.GaugeDump(
                        new OperatorQueryScopeInfo(JOB, vertex, subtask, attempt, operator),
                        name,
                        value));
    }

    private void counts(String vertex, int subtask, int attempt, long in, long out) {
        task(vertex, subtask, attempt, "numRecordsIn", "" + in);
        task(vertex, subtask, attempt, "numRecordsOut", "" + out);
        task(vertex, subtask, attempt, "accumulateBusyTimeMs", "250.0");
        task(vertex, subtask, attempt, "accumulateIdleTimeMs", "700");
        task(vertex, subtask, attempt, "accumulateBackPressuredTimeMs", "50");
    }

    private static JobTasks tasks(List<String> inputs, int... attempts) {
        return new JobTasks(
                List.of(new JobTasks.Vertex("v", "Source: s -> Map", 128, inputs, attempts)));
    }

    private VertexReading read(JobTasks tasks) {
        return metrics.read(JOB, tasks).orElseThrow().get(0);
    }

    @Test
    void readsWhatTasksCount() {
        counts("v", 0, 0, 10, 20);
        counts("v", 1, 0, 30, 40);
        VertexReading vertex = read(tasks(List.of("u"), 0, 0));
        assertThat(vertex.source()).isFalse();
        assertThat(vertex.subtasks())
                .containsExactly(
                        new SubtaskReading(0, 0, false, 10, 20, 250, 700, 50, Double.NaN),
                        new SubtaskReading(1, 0, false, 30, 40, 250, 700, 50, Double.NaN));
    }

    @Test
    void anEarlierAttemptIsNotRead() {
        counts("v", 0, 0, 1_000_000, 0);
        assertThat(read(tasks(List.of("u"), 1)).subtasks())
                .containsExactly(SubtaskReading.unknown(0, 1, false));
        counts("v", 0, 1, 7, 0);
        assertThat(read(tasks(List.of("u"), 1)).subtasks().get(0).recordsIn()).isEqualTo(7);
    }

    @Test
    void subtasksThatAreGoneAreNotRead() {
        counts("v", 0, 0, 1, 1);
        counts("v", 1, 0, 1, 1);
        assertThat(read(tasks(List.of("u"), 0)).subtasks()).hasSize(1);
    }

    @Test
    void aSourceSaysWhatWaitsForIt() {
        counts("v", 0, 0, 10, 20);
        operator("v", 0, 0, "Source__s", "sourceIdleTime", "0");
        operator("v", 0, 0, "Source__s", "pendingRecords", "123");
        operator("v", 0, 0, "Source__s", "numRecordsOut", "11");
        VertexReading vertex = read(tasks(List.of(), 0));
        assertThat(vertex.source()).isTrue();
        assertThat(vertex.subtasks().get(0).pendingRecords()).isEqualTo(123);
        assertThat(vertex.subtasks().get(0).recordsIn()).isEqualTo(10);
    }

    @Test
    void aSourceThatDoesNotCountWhatItReadsIsReadByWhatItHandsOn() {
        counts("v", 0, 0, 0, 99);
        operator("v", 0, 0, "Source__s", "sourceIdleTime", "0");
        operator("v", 0, 0, "Source__s", "numRecordsOut", "11");
        SubtaskReading subtask = read(tasks(List.of(), 0)).subtasks().get(0);
        assertThat(subtask.recordsIn()).isEqualTo(11);
        assertThat(subtask.recordsOut()).isEqualTo(99);
        assertThat(subtask.pendingRecords()).isNaN();
    }

    @Test
    void aLegacySourceIsReadByWhatItHandsOn() {
        counts("v", 0, 0, 0, 99);
        task("v", 0, 0, "accumulateBusyTimeMs", "NaN");
        operator("v", 0, 0, "Source__s", "numRecordsOut", "11");
        SubtaskReading subtask = read(tasks(List.of(), 0)).subtasks().get(0);
        assertThat(subtask.recordsIn()).isEqualTo(11);
        assertThat(subtask.busyMs()).isNaN();
    }

    @Test
    void sourcesChainedToOneVertexAddUp() {
        counts("v", 0, 0, 10, 20);
        for (String operator : List.of("Source__a", "Source__b")) {
            operator("v", 0, 0, operator, "sourceIdleTime", "0");
            operator("v", 0, 0, operator, "pendingRecords", "100");
        }
        VertexReading vertex = read(tasks(List.of("u"), 0));
        assertThat(vertex.source()).isTrue();
        assertThat(vertex.subtasks().get(0).pendingRecords()).isEqualTo(200);
    }

    @Test
    void whatIsNoNumberIsNotKnown() {
        for (String value : List.of("NaN", "-1", "n/a", "Infinity", "")) {
            task("v", 0, 0, "numRecordsIn", value);
            assertThat(read(tasks(List.of("u"), 0)).subtasks().get(0).recordsIn())
                    .as(value)
                    .isNaN();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "250.0, 250",
        "12.75, 12.75",
        "123456789012345, 123456789012345",
        "1.0E3, 1000",
        "1234567890123456789, 1234567890123456789",
        ".0, 0"
    })
    void readsNumbersAsFlinkWritesThem(String text, double value) {
        task("v", 0, 0, "numRecordsIn", text);
        assertThat(read(tasks(List.of("u"), 0)).subtasks().get(0).recordsIn()).isEqualTo(value);
    }

    @Test
    void finishedSubtasksAreMarked() {
        JobTasks tasks = tasks(List.of(), 0, 0);
        tasks.finished("v", 1);
        assertThat(read(tasks).subtasks())
                .extracting(SubtaskReading::finished)
                .containsExactly(false, true);
    }

    @Test
    void withoutAStoreNothingIsKnown() {
        assertThat(new FlinkMetrics(fetcherOf(null)).read(JOB, tasks(List.of(), 0)))
                .isEqualTo(Optional.empty());
    }
}
