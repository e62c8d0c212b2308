package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;

/** The keys that all processes of a cluster with high availability read. */
@Title("High availability (`high-availability.type: object-store`)")
public final class HaOptions {

    public static final Setting<Duration> LEASE =
            new Setting<>(
                    key("spillway.ha.lease")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(12))
                            .withDescription(
                                    "How long a JobManager leads after the last renewal of its lease that it knows of; it renews three times as often. After a JobManager is lost, the next one leads within 1.2 times as long. Shorter costs more requests, and must still be longer than any pause of the JobManager or of the store."),
                    Allowed.between(Duration.ofSeconds(2), Duration.ofMinutes(10)));

    private HaOptions() {}
}
