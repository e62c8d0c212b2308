package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

/** The keys that say where the JobManager writes the scaling signal to. */
@Title("Metrics for a cloud's scaling policy (`spillway jobmanager`)")
public final class MetricSinkOptions {

    public static final Setting<String> TYPE =
            new Setting<>(
                    key("spillway.metric-sink.type")
                            .stringType()
                            .defaultValue("auto")
                            .withDescription(
                                    "Which cloud gets the scaling signal. `auto` is the cloud that the JobManager's machine belongs to (`spillway.cloud` if that names one), and none when `spillway.metric-sink.group` isn't set. Metrics in a cloud cost money; the cloud's guide says how much."),
                    Allowed.text(
                            "`auto`, `none` or the name of a cloud plugin", "[a-z][a-z0-9-]*"));

    public static final Setting<String> GROUP =
            new Setting<>(
                    key("spillway.metric-sink.group")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The name of the group that the TaskManagers' machines belong to, which is the metrics' dimension `Group`: a scaling policy finds them by it. Must be set where a cloud gets the signal."),
                    Allowed.text("1 to 255 printable characters", "[!-~][ -~]{0,254}"));

    public static final Setting<String> JOB =
            new Setting<>(
                    key("spillway.metric-sink.job")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The metrics' dimension `Job`. Without it, the job's name."),
                    Allowed.text("1 to 255 printable characters", "[!-~][ -~]{0,254}"));

    private MetricSinkOptions() {}
}
