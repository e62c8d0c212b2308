package io.spillway.examples.sinewave;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts the records of each key in state. The count goes out beside the record's own sequence
 * number, so that whoever reads the output sees at once where state lost a record or took one
 * twice.
 */
final class CountPerKey extends KeyedProcessFunction<String, Measurement, Counted> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(Measurement measurement, Context context, Collector<Counted> out)
            throws Exception {
        Long before = count.value();
        long now = before == null ? 1 : before + 1;
        count.update(now);
        out.collect(
                new Counted(
                        measurement.key(), measurement.sequence(), now, measurement.createdAtMs()));
    }
}
