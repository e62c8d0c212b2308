package io.spillway.checkpoint.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SegmentPoolTest {
    private final SegmentPool pool = new SegmentPool(2L * SegmentPool.SEGMENT);

    @Test
    void aWriterWaitsUntilAnUploadGivesMemoryBack() throws Exception {
        byte[] first = pool.take();
        pool.take();
        pool.uploadBegins();
        CompletableFuture<byte[]> third = new CompletableFuture<>();
        Thread writer = writer(third);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(third).isNotDone();
        pool.give(first);
        assertThat(third.get(25, TimeUnit.SECONDS)).isSameAs(first);
    }

    @Test
    void withoutUploadsThatWouldGiveItBackAWriterGoesOnBeyondTheLimit() throws Exception {
        pool.take();
        pool.take();
        pool.take();
        assertThat(pool.usedBytes()).isEqualTo(3L * SegmentPool.SEGMENT);
    }

    @Test
    void aWaitingWriterGoesOnWhenTheLastUploadEndsWithoutGivingAnything() throws Exception {
        pool.take();
        pool.take();
        pool.uploadBegins();
        CompletableFuture<byte[]> third = new CompletableFuture<>();
        Thread writer = writer(third);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> writer.getState() == Thread.State.WAITING);
        pool.uploadEnds();
        assertThat(third.get(25, TimeUnit.SECONDS)).hasSize(SegmentPool.SEGMENT);
    }

    @Test
    void aReaderLeavesAQuarterToWriters() {
        SegmentPool eight = new SegmentPool(8L * SegmentPool.SEGMENT);
        assertThat(eight.reserve(7)).isFalse();
        assertThat(eight.reserve(6)).isTrue();
        assertThat(eight.reserve(1)).isFalse();
        eight.cancel(1);
        assertThat(eight.reserve(1)).isTrue();
    }

    @Test
    void anInterruptedWriterStopsWaiting() throws Exception {
        pool.take();
        pool.take();
        pool.uploadBegins();
        Thread.currentThread().interrupt();
        assertThatThrownBy(pool::take).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Thread writer(CompletableFuture<byte[]> taken) {
        Thread writer =
                new Thread(
                        () -> {
                            try {
                                taken.complete(pool.take());
                            } catch (InterruptedIOException e) {
                                taken.completeExceptionally(e);
                            }
                        });
        writer.setDaemon(true);
        writer.start();
        return writer;
    }
}
