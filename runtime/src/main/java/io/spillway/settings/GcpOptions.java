package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;

/** The keys that the plugin for Google Cloud gets. Credentials are those of Google's clients. */
@Title("Google Cloud (`plugins/spillway-gcp`)")
public final class GcpOptions {

    private static final Allowed<String> ENDPOINT =
            Allowed.text(
                    "`https://` and a host, or `http://127.0.0.1:` and a port",
                    "https://[A-Za-z0-9.-]+(:[0-9]+)?/?|http://(127\\.0\\.0\\.1|localhost):[0-9]+/?");

    public static final Setting<Duration> PREEMPTION_NOTICE =
            new Setting<>(
                    key("spillway.gcp.preemption-notice")
                            .durationType()
                            .defaultValue(Duration.ZERO)
                            .withDescription(
                                    "The preemption notice duration of the Spot VMs' template (`preemption_notice_duration` in Terraform), which a VM can't find out: so long before its shutdown begins it hears of a preemption. Without one it has 30 s from the notice to its end."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(10)));

    public static final Setting<Integer> HEALTH_PORT =
            new Setting<>(
                    key("spillway.gcp.health-port")
                            .intType()
                            .defaultValue(8088)
                            .withDescription(
                                    "Where a VM in a managed instance group answers the group's health check (HTTP, path `/health`), on its own address: 200 while its TaskManager is fit to work, 503 before it has joined and once it should be replaced. 0: nowhere."),
                    Allowed.between(0, 65535));

    public static final Setting<String> PROJECT =
            new Setting<>(
                    key("spillway.gcp.project")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The project whose Cloud Monitoring gets the scaling signal, and that the TaskManagers' group is in. Without it, the machine's own."),
                    Allowed.text(
                            "a project's id: 6 to 30 lower-case letters, digits and dashes, after a domain and a colon where it has one",
                            "([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"));

    public static final Setting<String> LOCATION =
            new Setting<>(
                    key("spillway.gcp.location")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The region or the zone that the TaskManagers' group is in; metrics have it as their resource's `location`. Without it, the region of the machine."),
                    Allowed.text(
                            "a region or a zone, such as `europe-west1`", "[a-z][a-z0-9-]{2,62}"));

    public static final Setting<String> METRIC_PREFIX =
            new Setting<>(
                    key("spillway.gcp.monitoring.metric-prefix")
                            .stringType()
                            .defaultValue("custom.googleapis.com/spillway")
                            .withDescription(
                                    "What the types of the scaling signal's metrics begin with, such as `custom.googleapis.com/spillway/required_slots`."),
                    Allowed.text(
                            "`custom.googleapis.com/` and up to 100 letters, digits, underscores, dashes, dots or slashes",
                            "custom\\.googleapis\\.com/[A-Za-z0-9_./-]{0,99}[A-Za-z0-9_]"));

    public static final Setting<String> MONITORING_ENDPOINT =
            new Setting<>(
                    key("spillway.gcp.monitoring.endpoint")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "Where Cloud Monitoring is, by gRPC. Without it, `https://monitoring.googleapis.com`."),
                    ENDPOINT);

    public static final Setting<String> COMPUTE_ENDPOINT =
            new Setting<>(
                    key("spillway.gcp.compute.endpoint")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "Where Compute Engine's API is. Without it, `https://compute.googleapis.com`."),
                    ENDPOINT);

    private GcpOptions() {}
}
