package io.spillway.aws.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.testing.Machine;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetLifecycleStateTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Machine machine;
    private TargetLifecycleState source;
    private boolean hookIsMissing;

    @BeforeEach
    void start() throws IOException {
        machine = new Machine(true, true);
        source = new TargetLifecycleState(machine.metadata(), machine.clock, () -> hookIsMissing);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Terminated",
                "Terminating:Retained",
                "Detached",
                "Standby",
                "Warmed:Stopped",
                "Warmed:Running",
                "Warmed:Hibernated",
                "Warmed:Terminated",
                "ReplacingRootVolume"
            })
    void anyWayOutOfServiceIsANotice(String state) throws Exception {
        machine.says.targetLifecycleState("InService");
        assertThat(source.poll(TIMEOUT)).isEmpty();
        machine.says.targetLifecycleState(state);
        assertThat(source.poll(TIMEOUT))
                .contains(new TerminationNotice(NoticeKind.SCALE_IN, Optional.empty(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Warmed:Stopped",
                "Warmed:Running",
                "Warmed:Hibernated",
                "Standby",
                "Detached",
                "SomethingNew"
            })
    void whoWasNeverInServiceIsNotTakenOutOfIt(String state) throws Exception {
        machine.says.targetLifecycleState(state);
        assertThat(source.poll(TIMEOUT)).isEmpty();
        machine.says.targetLifecycleState("InService");
        assertThat(source.poll(TIMEOUT)).isEmpty();
        machine.says.targetLifecycleState(state);
        assertThat(source.poll(TIMEOUT)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Terminated", "Warmed:Terminated"})
    void theEndIsANoticeToAnybody(String state) throws Exception {
        machine.says.targetLifecycleState(state);
        assertThat(source.poll(TIMEOUT)).isPresent();
    }

    @Test
    void withoutAHookThereIsHalfAMinute() throws Exception {
        machine.says.targetLifecycleState("Terminated");
        hookIsMissing = true;
        assertThat(timeLeft()).isEqualTo(Duration.ofSeconds(30));
        machine.clock.advance(Duration.ofSeconds(20));
        assertThat(timeLeft()).isEqualTo(Duration.ofSeconds(10));
        machine.clock.advance(Duration.ofSeconds(20));
        assertThat(timeLeft()).isZero();
    }

    @Test
    void whoIsInNoGroupIsAskedRarely() throws Exception {
        assertThat(source.isUrgent()).isTrue();
        assertThat(source.poll(TIMEOUT)).isEmpty();
        assertThat(source.isUrgent()).isFalse();
        machine.says.targetLifecycleState("InService");
        source.poll(TIMEOUT);
        assertThat(source.isUrgent()).isTrue();
    }

    private Duration timeLeft() throws Exception {
        return source.poll(TIMEOUT).orElseThrow().timeLeft().orElseThrow();
    }
}
