package io.spillway.examples.sinewave;

import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * The costly step. It is chained to the source: what waits for it waits in Kafka, where the
 * consumer lag shows it, and not in network buffers, where checkpoint barriers would have to queue
 * behind it.
 */
final class ExpensiveMath extends RichMapFunction<Measurement, Measurement> {
    private static final long serialVersionUID = 1L;

    private final Work work;

    ExpensiveMath(Work work) {
        this.work = work;
    }

    @Override
    public Measurement map(Measurement measurement) throws InterruptedException {
        work.spend();
        return measurement;
    }
}
