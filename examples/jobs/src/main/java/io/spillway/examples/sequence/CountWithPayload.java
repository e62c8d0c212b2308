package io.spillway.examples.sequence;

import java.util.SplittableRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts each key's records in state, and keeps a payload beside it that gives the state its size:
 * one block is added for each record until all are there; after that every 64th record rewrites
 * one, so that incremental checkpoints have something to do.
 */
final class CountWithPayload extends KeyedProcessFunction<Integer, Numbered, Passed> {
    /** Bytes of a block; it can't be compressed. */
    static final int BLOCK_BYTES = 8192;

    private static final int REWRITE_EVERY = 64;

    private final int blocksPerKey;
    private transient ValueState<Long> count;
    private transient MapState<Integer, byte[]> payload;

    /**
     * @param blocksPerKey how many blocks each key's payload has; 0 for none
     */
    CountWithPayload(int blocksPerKey) {
        this.blocksPerKey = blocksPerKey;
    }

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
        payload =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>("payload", Integer.class, byte[].class));
    }

    @Override
    public void processElement(Numbered record, Context context, Collector<Passed> out)
            throws Exception {
        Long before = count.value();
        long counted = before == null ? 1 : before + 1;
        count.update(counted);
        if (counted <= blocksPerKey) {
            payload.put((int) counted - 1, block(record));
        } else if (blocksPerKey > 0 && counted % REWRITE_EVERY == 0) {
            payload.put((int) (counted / REWRITE_EVERY % blocksPerKey), block(record));
        }
        out.collect(
                new Passed(
                        record.key(),
                        record.number(),
                        counted,
                        EpochMicros.now(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        getRuntimeContext().getTaskInfo().getAttemptNumber()));
    }

    private static byte[] block(Numbered record) {
        byte[] bytes = new byte[BLOCK_BYTES];
        new SplittableRandom(record.key() * 1_000_003L + record.number()).nextBytes(bytes);
        return bytes;
    }
}
