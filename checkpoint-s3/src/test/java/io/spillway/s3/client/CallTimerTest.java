package io.spillway.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTimerTest {
    private final CallTimer timer = new CallTimer("timer");

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void whatWasCancelledIsDroppedBeforeItsTimeHasComeAndTheRestStays() {
        ScheduledFuture<?> pending = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
        for (int i = 0; i < 20 * CallTimer.MANY; i++) {
            assertThat(timer.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false)).isTrue();
        }

        assertThat(timer.getQueue())
                .hasSizeLessThanOrEqualTo(CallTimer.MANY)
                .contains((Runnable) pending);
    }

    @Test
    void itsThreadIsADaemonThatHasNoJobsClasses() throws Exception {
        Thread thread = timer.submit(Thread::currentThread).get();

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(CallTimer.class.getClassLoader());
    }
}
