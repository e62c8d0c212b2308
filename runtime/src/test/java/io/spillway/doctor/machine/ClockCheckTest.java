package io.spillway.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import io.spillway.testing.FakeFleetServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockCheckTest {
    private static final URI NOBODY = URI.create("http://localhost:1");

    /** Any server: each says what time it is. */
    private final FakeFleetServer server = new FakeFleetServer();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK, within",
        "-20, OK, within",
        "60, WARNING, ahead of localhost",
        "-60, WARNING, behind localhost",
        "600, FAILURE, signed requests are refused"
    })
    void isComparedWithTheFirstServerThatTells(int seconds, Level level, String words) {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
        Finding finding = run(clock, NOBODY, server.uri());
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found()).contains(words);
    }

    @Test
    void nobodyToAskIsNoFailure() {
        Finding finding = run(Clock.systemUTC(), NOBODY);
        assertThat(finding.level()).isEqualTo(Level.SKIPPED);
        assertThat(finding.found()).endsWith("from localhost");
        assertThat(run(Clock.systemUTC()).level()).isEqualTo(Level.SKIPPED);
    }

    private static Finding run(Clock clock, URI... servers) {
        return new ClockCheck(List.of(servers), clock).run(Duration.ofSeconds(30));
    }
}
