package io.spillway.aws.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.aws.testing.Machine;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.aws.metadata.MetadataServer;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceMetadataTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Machine machine;
    private InstanceMetadata metadata;
    private long nanos;

    @BeforeEach
    void start() throws IOException {
        machine = new Machine(true, true);
        metadata = new InstanceMetadata(machine.endpoint(), () -> nanos);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    @Test
    void saysWhoTheInstanceIs() throws Exception {
        IdentityDocument document = metadata.identity(TIMEOUT);
        assertThat(document.instanceId()).isEqualTo(Machine.ID);
        assertThat(document.account()).isEqualTo("123456789012");
        assertThat(document.region()).isEqualTo("eu-central-1");
        assertThat(document.zone()).contains("eu-central-1b");
        assertThat(document.type()).contains("m7g.medium");
        assertThat(document.privateIp()).contains("127.0.0.1");
    }

    @Test
    void anItemIsOneRequestAndATokenLastsForHours() throws Exception {
        assertThat(metadata.get("instance-life-cycle", TIMEOUT)).contains("spot");
        for (int i = 0; i < 10; i++) {
            assertThat(metadata.get("spot/instance-action", TIMEOUT)).isEmpty();
        }
        assertThat(machine.server.counts())
                .containsEntry(MetadataServer.TOKEN_PATH, 1)
                .containsEntry("/latest/meta-data/spot/instance-action", 10);
        nanos += Duration.ofHours(6).minusMinutes(5).toNanos();
        metadata.get("instance-life-cycle", TIMEOUT);
        assertThat(machine.server.counts()).containsEntry(MetadataServer.TOKEN_PATH, 2);
    }

    @Test
    void aTokenThatIsNoLongerTakenIsReplacedByANewOne() throws Exception {
        metadata.get("instance-life-cycle", TIMEOUT);
        machine.server.forgetTokens();
        assertThat(metadata.get("instance-life-cycle", TIMEOUT)).contains("spot");
        machine.clock.advance(Duration.ofHours(7));
        assertThat(metadata.get("instance-life-cycle", TIMEOUT)).contains("spot");
        assertThat(machine.server.counts()).containsEntry(MetadataServer.TOKEN_PATH, 3);
    }

    @Test
    void aServiceThatTakesNoTokenIsNotAskedForEver() {
        machine.server.fail(
                request -> request.method().equals("GET"),
                new Fault.Answer(401, "Unauthorized"),
                9);
        assertRefused(() -> metadata.get("instance-life-cycle", TIMEOUT), "just given");
        assertThat(machine.server.requests()).hasSize(4);
    }

    @Test
    void disabledMetadataAreSaidToBe() {
        machine.server.modify(new MetadataOptions(false, true, true));
        assertRefused(
                () -> metadata.identity(TIMEOUT),
                "answers 403, so it is disabled for this instance: enable it");
    }

    @ParameterizedTest
    @CsvSource({
        "404, it isn't IMDSv2",
        "405, it isn't IMDSv2",
        "400, answered 400 to PUT",
    })
    void aServiceOfAnotherKindIsRefused(int status, String words) {
        machine.server.fail(
                request -> request.method().equals("PUT"), new Fault.Answer(status, "No"), 1);
        assertRefused(() -> metadata.identity(TIMEOUT), words);
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503"})
    void anErrorIsNoAnswer(int status) throws Exception {
        metadata.get("instance-life-cycle", TIMEOUT);
        machine.server.fail(new Fault.Answer(status, "Trouble"));
        assertUnanswered(
                () -> metadata.get("spot/instance-action", TIMEOUT),
                "answered " + status + " to /latest/meta-data/spot/instance-action");
        machine.server.restore();
        assertThat(metadata.get("spot/instance-action", TIMEOUT)).isEmpty();
    }

    @Test
    void aServiceThatIsAwayIsNoAnswer() throws Exception {
        machine.server.fail(new Fault.DropRequest());
        assertUnanswered(() -> metadata.get("spot/instance-action", TIMEOUT), "can't be reached");
        machine.close();
        assertUnanswered(() -> metadata.get("spot/instance-action", TIMEOUT), "can't be reached");
    }

    @Test
    void silenceIsNotWaitedForLongerThanAllowed() {
        machine.server.fail(new Fault.Silence());
        assertUnanswered(
                () ->
                        new InstanceMetadata(machine.endpoint(), System::nanoTime)
                                .identity(Duration.ofMillis(200)),
                "in a container, the instance's hop limit for it must be 2");
    }

    private static void assertRefused(ThrowingCallable question, String words) {
        assertThatThrownBy(question)
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.refused()).isTrue())
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }

    private static void assertUnanswered(ThrowingCallable question, String words) {
        assertThatThrownBy(question)
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.refused()).isFalse())
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }
}
