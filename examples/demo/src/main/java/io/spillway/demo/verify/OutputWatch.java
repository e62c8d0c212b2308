package io.spillway.demo.verify;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the output topic twice. What is <em>committed</em> is what others see of the job: it must
 * be each record once. What is <em>written</em>, in transactions that are open or were aborted too,
 * is what the operators do, moment by moment: it tells how far the job is, what it processed again,
 * and when it stood still. May be asked from any thread.
 */
public final class OutputWatch implements AutoCloseable {
    private final String bootstrapServers;
    private final String topic;
    private final int partitions;
    private final SequenceCheck committed;
    private final SequenceCheck written;
    private final OutputPosition position;
    private final OutputTimeline timeline;
    private final TopicReader committedReader;
    private final TopicReader writtenReader;

    /**
     * Reads nothing until {@link #start()}.
     *
     * @param bootstrapServers Kafka's {@code host:port}
     * @param topic the output topic, whose records' time must be the broker's ({@code
     *     message.timestamp.type=LogAppendTime})
     * @param partitions how many partitions it has
     * @param keys how many keys there are
     * @param startedMs now, in milliseconds since the epoch
     */
    public OutputWatch(
            String bootstrapServers, String topic, int partitions, int keys, long startedMs) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.partitions = partitions;
        this.committed = new SequenceCheck(keys);
        this.written = new SequenceCheck(keys);
        this.position = new OutputPosition(keys);
        this.timeline = new OutputTimeline(startedMs);
        this.committedReader = reader(IsolationLevel.READ_COMMITTED, this::readCommitted);
        this.writtenReader = reader(IsolationLevel.READ_UNCOMMITTED, this::readWritten);
    }

    private TopicReader reader(IsolationLevel isolation, TopicReader.RecordListener listener) {
        return new TopicReader(bootstrapServers, topic, partitions, isolation, listener);
    }

    /** Begins to read. */
    public void start() {
        committedReader.start();
        writtenReader.start();
    }

    private void readCommitted(ConsumerRecord<byte[], byte[]> record) {
        committed.add(OutputRecord.read(record));
    }

    private void readWritten(ConsumerRecord<byte[], byte[]> raw) {
        OutputRecord record = OutputRecord.read(raw);
        written.add(record);
        position.add(record);
        timeline.add(record.createdAtMs(), record.writtenAtMs());
    }

    /** Records that the job has written so far, repeated ones included. */
    public long written() {
        return written.records();
    }

    /** Records of the input that the job is done with; goes back when it repeats some. */
    public long position() {
        return position.records();
    }

    /** Records that the job has written more than once, counted each time but the first. */
    public long repeated() {
        return written.repeated();
    }

    /** When the last record was written, milliseconds since the epoch; 0 before the first. */
    public long lastWrittenAtMs() {
        return timeline.lastWrittenMs();
    }

    /** Different records that are committed. */
    public long committed() {
        return committed.distinct();
    }

    /** The longest time without output so far, in milliseconds, while there was something to do. */
    public long longestGapMs() {
        return timeline.longestGapMs();
    }

    /** The longest time without output among those that touch a span of time. */
    public long longestGapMs(long fromEpochMs, long toEpochMs) {
        return timeline.longestGapMs(fromEpochMs, toEpochMs);
    }

    /** What made a reader give up, if anything did. */
    public Optional<RuntimeException> failure() {
        return committedReader.failure().or(writtenReader::failure);
    }

    /**
     * Whether all that is in the topic is decided and read: no transaction with records in it is
     * open, and both readers are at the end. Asks Kafka; blocks for a moment.
     */
    public boolean isDrained() {
        Map<TopicPartition, Long> ends =
                TopicReader.endOffsets(
                        bootstrapServers, topic, partitions, IsolationLevel.READ_UNCOMMITTED);
        return committedReader.hasReached(ends) && writtenReader.hasReached(ends);
    }

    /**
     * The verdict on everything that was read.
     *
     * @param offered how many records of each key were offered, by the key's number
     */
    public Verdict verdict(long[] offered) {
        SequenceCheck.Verdict verdict = committed.verdict(offered);
        return new Verdict(
                verdict.distinct(),
                verdict.lost(),
                verdict.duplicated(),
                verdict.foreign(),
                written.records() - written.distinct(),
                timeline.longestGapMs());
    }

    /**
     * What the output proves.
     *
     * @param distinct different records that were committed
     * @param lost records offered that were never committed, or that the job's state has not
     *     counted
     * @param duplicated records committed again, or counted again by the job's state
     * @param foreign records committed that were never offered
     * @param processedAgain records written again; the first time was in a transaction that was
     *     aborted, or they would be among {@code duplicated} too
     * @param longestGapMs the longest time without output, committed or not, in milliseconds by the
     *     broker's clock, while there was something to do
     */
    public record Verdict(
            long distinct,
            long lost,
            long duplicated,
            long foreign,
            long processedAgain,
            long longestGapMs) {
        /** Whether every record was counted exactly once. */
        public boolean exactlyOnce() {
            return lost == 0 && duplicated == 0 && foreign == 0;
        }
    }

    @Override
    public void close() {
        committedReader.close();
        writtenReader.close();
    }
}
