package io.spillway.agent.rehearsal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** Numbers, counted by key; fails once after a checkpoint and ends some checkpoints later. */
final class RehearsalJob {
    private static final int PARALLELISM = 2;
    private static final int KEYS = 64;
    private static final long NUMBERS = 2_500;

    /** Far off, so that there are timers to restore. */
    private static final long LATER = Long.MAX_VALUE / 2;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private RehearsalJob() {}

    static JobGraph graph(Configuration configuration) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(PARALLELISM);
        environment
                .fromSource(
                        new NumberSequenceSource(1, NUMBERS),
                        WatermarkStrategy.forMonotonousTimestamps(),
                        "numbers")
                .map(number -> number)
                .returns(Types.LONG)
                .keyBy(number -> number % KEYS, Types.LONG)
                .process(new Count())
                .sinkTo(new DiscardingSink<>());
        return environment.getStreamGraph().getJobGraph();
    }

    /** Slow enough that checkpoints are taken on the way. */
    private static final class Count extends KeyedProcessFunction<Long, Long, Long>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> count;
        private transient MapState<Long, String> seen;
        private transient boolean mayFail;
        private transient boolean fail;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
            seen =
                    getRuntimeContext()
                            .getMapState(
                                    new MapStateDescriptor<>("seen", Types.LONG, Types.STRING));
            mayFail = getRuntimeContext().getTaskInfo().getAttemptNumber() == 0;
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> out)
                throws Exception {
            if (fail) {
                throw new IllegalStateException("the rehearsed failure");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            Long before = count.value();
            long now = before == null ? 1 : before + 1;
            count.update(now);
            seen.put(number, "seen");
            context.timerService().registerProcessingTimeTimer(now);
            context.timerService().registerProcessingTimeTimer(LATER + now);
            out.collect(now);
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out) {
            // That there are timers is what is rehearsed.
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            fail = mayFail;
        }
    }
}
