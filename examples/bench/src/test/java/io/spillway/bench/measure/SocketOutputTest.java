package io.spillway.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.examples.sequence.Passed;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketOutputTest {
    private SocketOutput output;

    @BeforeEach
    void listen() throws Exception {
        output =
                new SocketOutput(
                        1, 1_000, 2, Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        output.close();
    }

    @Test
    void hearsOfWhatEachSubtaskPassesAndSaysWhatIsMissing() throws Exception {
        try (Socket one = connect();
                Socket other = connect()) {
            tell(one, new Passed(0, 0, 1, 900_000, 2, 0));
            await().until(() -> output.longestGapMs(0, 2_000) == 0 && output.flows(2, millis(50)));
            assertThat(output.isFilled()).isFalse();
            tell(one, new Passed(0, 2, 3, 950_000, 2, 0));
            await().until(() -> output.lost().orElse(0) == 1);
            assertThat(output.finish())
                    .hasValueSatisfying(t -> assertThat(t).contains("1 were lost"));

            tell(other, new Passed(0, 1, 2, 970_000, 2, 1));
            tell(other, new Passed(0, 2, 3, 980_000, 2, 1));
            await().until(() -> output.repeated() == 1);

            assertThat(output.lost()).hasValue(0);
            assertThat(output.finish()).isEmpty();
            assertThat(output.isFilled()).isTrue();
            assertThat(output.longestGapMs(920, 1_000)).isEqualTo(50);
        }
    }

    private static Duration millis(long ms) {
        return Duration.ofMillis(ms);
    }

    private Socket connect() throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), output.port());
    }

    private static void tell(Socket socket, Passed passed) throws Exception {
        passed.write(new DataOutputStream(socket.getOutputStream()));
    }
}
