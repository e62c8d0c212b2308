package io.spillway.demo.run;

/** Whose machines the fleet runs on. */
public enum Cloud {
    /** Nobody's: a rule starts machines, and stops them by SIGTERM. */
    NONE("nobody's", "", "", ""),
    /** AWS, as the local cloud plays it: groups, hooks, notices, metrics and S3. */
    AWS(
            "AWS",
            "an Auto Scaling group with lifecycle hooks, instance metadata, CloudWatch, S3",
            "target tracking on RequiredCapacityPercent, target 100 %%, a minute of the policy in %.0f s"
                    .formatted(60 / AwsCloud.SPEED),
            "lifecycle hook (drain)"),
    /** Google Cloud, as the local cloud plays it: groups, notices, metrics and Cloud Storage. */
    GCP(
            "Google Cloud",
            "a managed instance group with its autoscaler, VM metadata, Cloud Monitoring, Cloud Storage",
            "autoscaler on required_slots, %d a VM, a minute of the autoscaler in %.0f s"
                    .formatted(Tuning.SLOTS, 60 / GcpCloud.SPEED),
            "ACPI power button (drain)");

    private final String title;
    private final String parts;
    private final String rule;
    private final String stop;

    Cloud(String title, String parts, String rule, String stop) {
        this.title = title;
        this.parts = parts;
        this.rule = rule;
        this.stop = stop;
    }

    /** What it is called. */
    String title() {
        return title;
    }

    /** What of it is played, for people. */
    String parts() {
        return parts;
    }

    /** What decides how many machines there are, for people. */
    String rule() {
        return rule;
    }

    /** How machines leave, for people. */
    String stop() {
        return stop;
    }
}
