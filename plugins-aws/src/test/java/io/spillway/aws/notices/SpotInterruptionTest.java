package io.spillway.aws.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.testing.Machine;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpotInterruptionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Machine machine;
    private SpotInterruption source;

    @BeforeEach
    void start() throws IOException {
        machine = new Machine(true, true);
        source = new SpotInterruption(machine.metadata(), machine.clock);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    @Test
    void theTimeLeftGoesDownToNothing() throws Exception {
        machine.says.spotInterruption("terminate", machine.clock.instant().plusSeconds(120));
        assertThat(timeLeft()).isEqualTo(Duration.ofMinutes(2));
        machine.clock.advance(Duration.ofSeconds(50));
        assertThat(timeLeft()).isEqualTo(Duration.ofSeconds(70));
        machine.clock.advance(Duration.ofSeconds(90));
        assertThat(timeLeft()).isZero();
    }

    @Test
    void aStopIsAnEndToo() throws Exception {
        machine.says.spotInterruption("stop", machine.clock.instant().plusSeconds(120));
        assertThat(timeLeft()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void hibernationBeginsWithItsNotice() throws Exception {
        machine.says.spotInterruption("hibernate", machine.clock.instant().plusSeconds(120));
        assertThat(timeLeft()).isZero();
    }

    @Test
    void anUnknownActionIsAnEndToo() throws Exception {
        machine.says.spotInterruption("evaporate", machine.clock.instant().plusSeconds(60));
        assertThat(timeLeft()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aNoticeThatCannotBeReadCountsFromWhenItWasSeen() throws Exception {
        machine.server.fail(
                request -> request.path().endsWith("spot/instance-action"),
                new Fault.Answer(200, "what is this"),
                2);
        assertThat(timeLeft()).isEqualTo(Duration.ofSeconds(100));
        machine.clock.advance(Duration.ofSeconds(30));
        assertThat(timeLeft()).isEqualTo(Duration.ofSeconds(70));
        assertThat(source.poll(TIMEOUT)).isEmpty();
    }

    private Duration timeLeft() throws Exception {
        return source.poll(TIMEOUT).orElseThrow().timeLeft().orElseThrow();
    }
}
