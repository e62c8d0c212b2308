package io.spillway.jobmanager.scheduling;

import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;

/** A source of the kind that Flink has deprecated; emits nothing. */
@SuppressWarnings("deprecation")
final class IdleLegacySource implements SourceFunction<Tuple2<Integer, Long>> {

    private transient volatile CountDownLatch ended;

    @Override
    public void run(SourceContext<Tuple2<Integer, Long>> context) throws Exception {
        ended = new CountDownLatch(1);
        ended.await();
    }

    @Override
    public void cancel() {
        if (ended != null) {
            ended.countDown();
        }
    }
}
