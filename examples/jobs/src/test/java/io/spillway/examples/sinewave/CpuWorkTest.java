package io.spillway.examples.sinewave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CpuWorkTest {
    @Test
    void burnsTheThreadsProcessorTime() throws Exception {
        CpuWork work = new CpuWork(1000);
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        for (int i = 0; i < 50; i++) {
            work.spend();
        }

        long burnt = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(burnt).isGreaterThanOrEqualTo(49_000_000L);
        assertThat(work.result()).isFinite();
    }

    @Test
    void stopsWhenTheTaskIsCancelled() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new CpuWork(1).spend()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
