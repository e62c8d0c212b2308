package io.spillway.spi.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    @Test
    void asksOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Once<Integer> once = new Once<>(asked::incrementAndGet);

        assertThat(once.call()).isEqualTo(1);
        assertThat(once.call()).isEqualTo(1);
    }

    @Test
    void throwsTheSameToEachWhoAsks() {
        IOException failure = new IOException("gone");
        Once<Integer> once =
                new Once<>(
                        () -> {
                            throw failure;
                        });

        assertThatThrownBy(once::call).isSameAs(failure);
        assertThatThrownBy(once::call).isSameAs(failure);
    }
}
