package io.spillway.demo.run;

import java.util.Locale;

/** Whose JobManager and TaskManagers the fleet is made of. */
public enum Mode {
    /** Spillway's: machines drain before they go. */
    SPILLWAY,
    /** Unmodified Flink in Reactive Mode: SIGTERM goes to the TaskManager. */
    STOCK;

    /** The name in report.json. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
