package io.spillway.settings;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;

/** How the scaling signal is worked out. See {@link ScalingOptions} for what each one means. */
public record SignalSettings(
        double targetUtilization,
        Duration catchUpTime,
        Duration window,
        double minimumChange,
        Duration publishInterval,
        Duration settleTime) {

    /** Reads them; what is wrong is noted in {@code reader}. */
    public static SignalSettings read(SettingsReader reader) {
        SignalSettings settings =
                new SignalSettings(
                        reader.get(ScalingOptions.TARGET_UTILIZATION),
                        reader.get(ScalingOptions.CATCH_UP_TIME),
                        reader.get(ScalingOptions.WINDOW),
                        reader.get(ScalingOptions.MINIMUM_CHANGE),
                        reader.get(ScalingOptions.PUBLISH_INTERVAL),
                        reader.get(ScalingOptions.SETTLE_TIME));
        if (settings.window().compareTo(settings.publishInterval()) < 0) {
            reader.problem(
                    ScalingOptions.WINDOW.key(),
                    "\"%s\" is less than %s (\"%s\"): set it to that or more"
                            .formatted(
                                    Allowed.format(settings.window()),
                                    ScalingOptions.PUBLISH_INTERVAL.key(),
                                    Allowed.format(settings.publishInterval())));
        }
        return settings;
    }

    /**
     * Has Flink fetch metrics as often as they are needed, unless the user has said how often.
     *
     * @param configuration changed
     */
    public void applyTo(Configuration configuration) {
        if (!configuration.contains(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL)) {
            configuration.set(
                    MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, publishInterval.dividedBy(2));
        }
    }
}
