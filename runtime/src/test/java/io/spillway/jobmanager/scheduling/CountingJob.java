package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
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

    private CountingJob() {}

    /** Without end, with checkpoints every {@code interval}; null takes none. */
    static JobGraph endless(Duration interval) {
        return build(interval, Long.MAX_VALUE);
    }

    /** Ends by itself after about {@code seconds}. */
    static JobGraph ending(Duration interval, double seconds) {
        return build(interval, (long) (seconds * PER_SECOND_AND_KEY));
    }

    private static JobGraph build(Duration interval, long limit) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        if (interval != null) {
            env.enableCheckpointing(interval.toMillis());
            env.getCheckpointConfig().setTolerableCheckpointFailureNumber(1000);
        }
        env.fromSource(
                        new SequenceSource(KEYS, PER_SECOND_AND_KEY, limit),
                        WatermarkStrategy.noWatermarks(),
                        "numbers",
                        TypeInformation.of(new TypeHint<Tuple2<Integer, Long>>() {}))
                .keyBy(r -> r.f0)
                .process(new Count())
                .sinkTo(new DiscardingSink<>());
        return env.getStreamGraph().getJobGraph();
    }

    private static final class Count
            extends KeyedProcessFunction<Integer, Tuple2<Integer, Long>, Long>
            implements CheckpointedFunction {

        private transient ValueState<Long> counted;

        @Override
        public void open(OpenContext context) {
            counted = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void processElement(
                Tuple2<Integer, Long> record, Context context, Collector<Long> out)
                throws Exception {
            long count = counted.value() == null ? 0 : counted.value();
            Probe.current().record(record.f0, record.f1, count);
            counted.update(count + 1);
            out.collect(count);
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            Probe.current().snapshot();
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {}
    }
}
