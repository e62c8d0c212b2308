package io.spillway.aws.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.aws.testing.Machine;
import io.spillway.localcloud.aws.metadata.MaintenanceEvent;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledMaintenanceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TEN_DAYS = Duration.ofDays(10);

    private Machine machine;
    private ScheduledMaintenance source;

    @BeforeEach
    void start() throws IOException {
        machine = new Machine(true, true);
        source = new ScheduledMaintenance(machine.metadata(), machine.clock);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    @ParameterizedTest
    @CsvSource({"instance-stop", "instance-retirement", "instance-reboot", "system-reboot"})
    void isAdviceUntilShortlyBefore(String code) throws Exception {
        machine.says.maintenance(List.of(event(code, "active", TEN_DAYS)));
        assertThat(source.poll(TIMEOUT)).contains(notice(TEN_DAYS, false));
        machine.clock.advance(TEN_DAYS.minus(ScheduledMaintenance.LEAD));
        assertThat(source.poll(TIMEOUT)).contains(notice(ScheduledMaintenance.LEAD, true));
        machine.clock.advance(Duration.ofHours(1));
        assertThat(source.poll(TIMEOUT)).contains(notice(Duration.ZERO, true));
    }

    @ParameterizedTest
    @CsvSource({"system-maintenance", "something-new"})
    void whatDoesNotEndTheMachineStaysAdvice(String code) throws Exception {
        machine.says.maintenance(List.of(event(code, "active", Duration.ofMinutes(1))));
        assertThat(source.poll(TIMEOUT)).contains(notice(Duration.ofMinutes(1), false));
    }

    @ParameterizedTest
    @CsvSource({"completed", "canceled"})
    void whatIsOverIsNoNotice(String state) throws Exception {
        machine.says.maintenance(List.of(event("instance-stop", state, TEN_DAYS)));
        assertThat(source.poll(TIMEOUT)).isEmpty();
    }

    @Test
    void theSoonestOfThemCounts() throws Exception {
        machine.says.maintenance(
                List.of(
                        event("system-maintenance", "active", Duration.ofMinutes(1)),
                        event("instance-stop", "active", TEN_DAYS),
                        event("instance-reboot", "active", Duration.ofMinutes(9))));
        assertThat(source.poll(TIMEOUT)).contains(notice(Duration.ofMinutes(9), true));
    }

    @Test
    void aListThatCannotBeReadIsNoWord() {
        machine.server.fail(
                request -> request.method().equals("GET"), new Fault.Answer(200, "<html>"), 1);
        assertThatThrownBy(() -> source.poll(TIMEOUT))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("events/maintenance/scheduled can't be read")
                .hasMessageNotContaining("\n");
    }

    private MaintenanceEvent event(String code, String state, Duration ahead) {
        Instant at = machine.clock.instant().plus(ahead);
        return new MaintenanceEvent(
                "instance-event-" + code, code, "As planned", state, at, at.plusSeconds(3600));
    }

    private static TerminationNotice notice(Duration left, boolean certain) {
        return new TerminationNotice(NoticeKind.MAINTENANCE, Optional.of(left), certain);
    }
}
