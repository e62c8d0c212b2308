package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.lease.LeaseElection.Write;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome.Committed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a store that takes a write a second; all else is simulated by {@link LeaseSimulation}. */
class LeaseElectionTest {
    private static final long ANSWERED = ms(40);
    private static final Map<String, String> TOLD = Map.of("rest", "http://10.0.0.1:8081");

    private int nonces;
    private final LeaseElection election =
            new LeaseElection(
                    "a", LeaseTerms.DEFAULT, Duration.ofSeconds(1), () -> "nonce" + nonces++, 0);

    private static long ms(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private Write write(long now) {
        return (Write) election.next(now).orElseThrow();
    }

    @BeforeEach
    void leads() {
        assertThat(election.next(0)).isPresent();
        election.readAnswered(ms(20), Optional.empty());
        write(ms(20));
        election.writeAnswered(ANSWERED, new Committed(new Version("1")));
        assertThat(election.leads(ANSWERED)).isTrue();
    }

    @Test
    void whatItTellsIsWrittenWhenTheStoreTakesIt() {
        election.publish(TOLD, ms(60));

        assertThat(election.wakeAt()).isEqualTo(ANSWERED + ms(1000));
        assertThat(election.next(ANSWERED + ms(999))).isEmpty();
        assertThat(write(ANSWERED + ms(1000)).document().leaderInformation()).isEqualTo(TOLD);
    }

    @Test
    void whatItTellsLaterIsWrittenAtOnce() {
        election.publish(TOLD, ms(2000));

        assertThat(write(ms(2000)).document().leaderInformation()).isEqualTo(TOLD);
    }

    @Test
    void theLeaseIsReleasedWhenTheStoreTakesIt() {
        election.resign(ms(100), false);

        assertThat(election.leads(ms(100))).isFalse();
        assertThat(election.next(ANSWERED + ms(999))).isEmpty();
        assertThat(write(ANSWERED + ms(1000)).document().released()).isTrue();
    }
}
