package io.spillway.checkpoint.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.objects.ObjectId;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteGuardTest {
    private final WriteGuard guard = new WriteGuard(new ObjectId("s3", "bucket", "key"));
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void nothingIsDoneAfterAFailure() throws Exception {
        guard.run(steps::incrementAndGet);
        assertThat(guard.call(steps::incrementAndGet)).isEqualTo(2);
        assertThat(guard.hasFailed()).isFalse();
        IOException failure = new IOException("on purpose");
        assertThatThrownBy(
                        () ->
                                guard.run(
                                        () -> {
                                            throw failure;
                                        }))
                .isSameAs(failure);
        assertThat(guard.hasFailed()).isTrue();
        assertThatThrownBy(() -> guard.run(steps::incrementAndGet))
                .isInstanceOf(IOException.class)
                .hasMessage("s3://bucket/key: an earlier write failed");
        assertThat(steps).hasValue(2);
    }

    @Test
    void nothingIsDoneAfterClosing() {
        assertThat(guard.isClosed()).isFalse();
        assertThat(guard.close()).isTrue();
        assertThat(guard.close()).isFalse();
        assertThat(guard.isClosed()).isTrue();
        assertThatThrownBy(() -> guard.run(steps::incrementAndGet))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(steps).hasValue(0);
    }
}
