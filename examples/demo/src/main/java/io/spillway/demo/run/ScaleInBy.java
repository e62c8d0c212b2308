package io.spillway.demo.run;

/** Who picks the machines that a managed instance group has too many of. */
public enum ScaleInBy {
    /** The autoscaler only adds machines. The JobManager drains those that go before. */
    JOBMANAGER("the JobManager takes away what wasn't needed for %.0f s"),
    /** The autoscaler, too: machines drain when their power button is pressed. */
    AUTOSCALER("which also takes away what wasn't needed for %.0f s");

    private final String words;

    ScaleInBy(String words) {
        this.words = words;
    }

    /** For people. */
    String words() {
        return words.formatted(GcpCloud.LOOK_BACK.toMillis() / 1e3);
    }
}
