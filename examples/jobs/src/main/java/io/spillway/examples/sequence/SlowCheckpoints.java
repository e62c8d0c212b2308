package io.spillway.examples.sequence;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Makes each checkpoint take at least so long from its trigger, as much state and a slow store do.
 * It is a branch without records, so that the job works on meanwhile; and two checkpoints at a time
 * take no longer than one.
 */
final class SlowCheckpoints implements FilterFunction<Numbered>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final long millis;

    private SlowCheckpoints(long millis) {
        this.millis = millis;
    }

    /** Adds it to a job. */
    static void after(DataStream<Numbered> source, int seconds) {
        source.filter(new Nothing())
                .uid("nothing")
                .filter(new SlowCheckpoints(TimeUnit.SECONDS.toMillis(seconds)))
                // A task of its own: the source's is not to wait.
                .startNewChain()
                .uid("slow checkpoints")
                .name("slow checkpoints")
                .sinkTo(new DiscardingSink<>())
                .uid("nobody");
    }

    @Override
    public boolean filter(Numbered record) {
        return false;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws InterruptedException {
        long end = context.getCheckpointTimestamp() + millis;
        TimeUnit.MILLISECONDS.sleep(end - System.currentTimeMillis());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        // There is none.
    }

    /** Lets no record through. */
    private static final class Nothing implements FilterFunction<Numbered> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean filter(Numbered record) {
            return false;
        }
    }
}
