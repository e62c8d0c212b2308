package io.spillway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    @Test
    void answersInTheOrderOfTheChecksWhichRunSideBySide() throws Exception {
        // Each waits for the other: one after the other they would never end.
        CyclicBarrier barrier = new CyclicBarrier(2);
        Section first = new Section("A", List.of(meeting("one", barrier), meeting("two", barrier)));
        Section second = new Section("B", List.of(check("three", () -> Finding.ok("3"))));

        List<Examined> results =
                new Doctor(pool, Duration.ofMinutes(1)).examine(List.of(first, second));

        assertThat(results)
                .extracting(each -> each.section() + each.check())
                .containsExactly("Aone", "Atwo", "Bthree");
        assertThat(results).allMatch(each -> each.finding().level() == Level.OK);
    }

    @Test
    void aHangingCheckIsAFailedOneAndIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Check hanging =
                check(
                        "hangs",
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                                return Finding.ok("never");
                            } finally {
                                interrupted.countDown();
                            }
                        });
        Check quick = check("quick", () -> Finding.warning("slow disk", "buy another"));

        List<Examined> results =
                new Doctor(pool, Duration.ofMillis(50))
                        .examine(List.of(new Section("A", List.of(hanging, quick))));

        assertThat(results.get(0).finding().level()).isEqualTo(Level.FAILURE);
        assertThat(results.get(0).finding().found()).isEqualTo("no answer within 50 ms");
        assertThat(results.get(1).finding()).isEqualTo(Finding.warning("slow disk", "buy another"));
        interrupted.await();
    }

    @Test
    void whatACheckThrowsIsItsFailure() throws Exception {
        Check throwing =
                check(
                        "throws",
                        () -> {
                            throw new IllegalStateException("the disk is on fire");
                        });

        List<Examined> results =
                new Doctor(pool, Duration.ofMinutes(1))
                        .examine(List.of(new Section("A", List.of(throwing))));

        assertThat(results.get(0).finding().level()).isEqualTo(Level.FAILURE);
        assertThat(results.get(0).finding().found()).isEqualTo("the disk is on fire");
    }

    private static Check meeting(String name, CyclicBarrier barrier) {
        return check(
                name,
                () -> {
                    barrier.await();
                    return Finding.ok("met");
                });
    }

    private interface Looking {
        Finding look() throws Exception;
    }

    private static Check check(String name, Looking looking) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Finding run(Duration timeout) throws Exception {
                return looking.look();
            }
        };
    }
}
