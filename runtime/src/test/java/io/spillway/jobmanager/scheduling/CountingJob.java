package io.spillway.jobmanager.scheduling;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Counts each key's records in keyed state, and tells {@link Probe} whether the counts are right.
 */
final class CountingJob {

    static final int KEYS = 16;
    static final double PER_SECOND_AND_KEY = 50;

    private final Configuration configuration = new Configuration();
    private Duration interval = Duration.ofHours(1);
    private long limit = Long.MAX_VALUE;
    private int sources = 1;
    private int maxParallelism;
    private boolean watermarks;
    private boolean unionListState;
    private boolean legacySource;
    private Duration work = Duration.ZERO;

    private CountingJob() {}

    /** Without end, with checkpoints every {@code interval}; null takes none. */
    static JobGraph endless(Duration interval) {
        return job().checkpointedEvery(interval).graph();
    }

    /** Ends by itself after about {@code seconds}. */
    static JobGraph ending(Duration interval, double seconds) {
        CountingJob job = job().checkpointedEvery(interval);
        job.limit = (long) (seconds * PER_SECOND_AND_KEY);
        return job.graph();
    }

    /** Without end, heap state, one source, no watermarks, no periodic checkpoint. */
    static CountingJob job() {
        return new CountingJob();
    }

    CountingJob checkpointedEvery(Duration newInterval) {
        interval = newInterval;
        return this;
    }

    CountingJob onRocksDb(Path checkpoints) {
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.setString("state.backend.rocksdb.memory.managed", "false");
        return this;
    }

    CountingJob withWatermarks() {
        watermarks = true;
        return this;
    }

    /** Uses that many slots at most, however many there are. */
    CountingJob withMaxParallelism(int most) {
        maxParallelism = most;
        return this;
    }

    /** Each with keys of its own. */
    CountingJob withSources(int count) {
        sources = count;
        return this;
    }

    CountingJob withUnionListState() {
        unionListState = true;
        return this;
    }

    /** Beside the other source, one that isn't built on splits. */
    CountingJob withLegacySource() {
        legacySource = true;
        return this;
    }

    /** Each record takes {@code perRecord} to process. */
    CountingJob unaligned(Duration perRecord) {
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        work = perRecord;
        return this;
    }

    @SuppressWarnings("deprecation") // of sources without splits
    JobGraph graph() {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        if (interval != null) {
            env.enableCheckpointing(interval.toMillis());
            env.getCheckpointConfig().setTolerableCheckpointFailureNumber(1000);
        }
        if (maxParallelism > 0) {
            env.setMaxParallelism(maxParallelism);
        }
        DataStream<Tuple2<Integer, Long>> numbers = source(env, 0);
        for (int i = 1; i < sources; i++) {
            numbers = numbers.union(source(env, i));
        }
        if (legacySource) {
            numbers = numbers.union(env.addSource(new IdleLegacySource()));
        }
        numbers.keyBy(r -> r.f0)
                .process(new Count(unionListState, work))
                .sinkTo(new DiscardingSink<>());
        return env.getStreamGraph().getJobGraph();
    }

    private DataStream<Tuple2<Integer, Long>> source(StreamExecutionEnvironment env, int number) {
        return env.fromSource(
                new SequenceSource(number * KEYS, KEYS, PER_SECOND_AND_KEY, limit),
                watermarks
                        ? WatermarkStrategy.<Tuple2<Integer, Long>>forMonotonousTimestamps()
                                .withTimestampAssigner((record, before) -> record.f1)
                        : WatermarkStrategy.noWatermarks(),
                "numbers " + number,
                TypeInformation.of(new TypeHint<Tuple2<Integer, Long>>() {}));
    }

    private static final class Count
            extends KeyedProcessFunction<Integer, Tuple2<Integer, Long>, Long>
            implements CheckpointedFunction {

        private final boolean unionListState;
        private final Duration work;
        private transient ValueState<Long> counted;
        private transient ListState<Long> everywhere;

        Count(boolean unionListState, Duration work) {
            this.unionListState = unionListState;
            this.work = work;
        }

        @Override
        public void open(OpenContext context) {
            counted =
                    getRuntimeContext().getState(new ValueStateDescriptor<>("count", new Counts()));
        }

        @Override
        public void processElement(
                Tuple2<Integer, Long> record, Context context, Collector<Long> out)
                throws Exception {
            LockSupport.parkNanos(work.toNanos());
            long count = counted.value() == null ? 0 : counted.value();
            Probe.current().record(record.f0, record.f1, count);
            counted.update(count + 1);
            out.collect(count);
        }

        @Override
        public void close() throws Exception {
            Probe.current().close();
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            Probe.current().snapshot();
            if (unionListState) {
                everywhere.add(context.getCheckpointId());
            }
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            if (unionListState) {
                everywhere =
                        context.getOperatorStateStore()
                                .getUnionListState(
                                        new ListStateDescriptor<>("everywhere", Types.LONG));
                everywhere.clear();
            }
        }
    }

    /** Longs; state on the heap is written while the job runs on, and a test can let that fail. */
    static final class Counts extends TypeSerializerSingleton<Long> {

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public Long createInstance() {
            return 0L;
        }

        @Override
        public Long copy(Long from) {
            return from;
        }

        @Override
        public Long copy(Long from, Long reuse) {
            return from;
        }

        @Override
        public int getLength() {
            return Long.BYTES;
        }

        @Override
        public void serialize(Long count, DataOutputView target) throws IOException {
            Probe.current().write();
            target.writeLong(count);
        }

        @Override
        public Long deserialize(DataInputView source) throws IOException {
            return source.readLong();
        }

        @Override
        public Long deserialize(Long reuse, DataInputView source) throws IOException {
            return source.readLong();
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            target.writeLong(source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<Long> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Nothing but the class. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Long> {
            public Snapshot() {
                super(Counts::new);
            }
        }
    }
}
