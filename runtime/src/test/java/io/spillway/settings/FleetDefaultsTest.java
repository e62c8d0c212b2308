package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SchedulerExecutionMode;
import org.junit.jupiter.api.Test;

class FleetDefaultsTest {

    private final Configuration user = new Configuration();

    @Test
    void reactiveModeIsOn() {
        assertThat(FleetDefaults.applyTo(new Configuration()).get(JobManagerOptions.SCHEDULER_MODE))
                .isEqualTo(SchedulerExecutionMode.REACTIVE);
    }

    @Test
    void everyDefaultDiffersFromFlinksAndHasAReason() {
        Configuration flink = new Configuration();
        for (FleetDefaults<?> byDefault : FleetDefaults.all()) {
            assertThat((Object) byDefault.value())
                    .as(byDefault.option().key())
                    .isNotEqualTo(flink.get(byDefault.option()));
            assertThat(byDefault.reason()).isNotBlank();
        }
    }

    @Test
    void theUserWins() {
        user.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(77));
        user.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(99));
        user.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        Configuration effective = FleetDefaults.applyTo(user);
        assertThat(effective.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(77));
        assertThat(effective.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(99));
        assertThat(effective.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("fixed-delay");
    }

    @Test
    void nothingButLoopbackIsBoundByDefault() {
        Configuration effective = FleetDefaults.applyTo(user);
        assertThat(effective.get(JobManagerOptions.BIND_HOST)).isEqualTo("localhost");
        assertThat(effective.get(RestOptions.BIND_ADDRESS)).isEqualTo("localhost");
        assertThat(effective.get(RestOptions.ADDRESS)).isEqualTo("localhost");
    }

    @Test
    void anAddressOnTheNetworkIsAWordForAllInterfaces() {
        user.set(JobManagerOptions.ADDRESS, "10.0.0.7");
        Configuration effective = FleetDefaults.applyTo(user);
        assertThat(effective.get(RestOptions.ADDRESS)).isEqualTo("10.0.0.7");
        assertThat(effective.getOptional(JobManagerOptions.BIND_HOST)).isEmpty();
        assertThat(effective.getOptional(RestOptions.BIND_ADDRESS)).isEmpty();
    }

    @Test
    void whatTheUserHandsInStaysAsItIs() {
        FleetDefaults.applyTo(user);
        assertThat(user.keySet()).isEmpty();
    }
}
