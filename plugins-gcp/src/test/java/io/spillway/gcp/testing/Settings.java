package io.spillway.gcp.testing;

import java.util.HashMap;
import java.util.Map;

/** What the plugin gets of {@code config.yaml}. */
public final class Settings {

    private Settings() {}

    /** The defaults, and what else a test wants: keys and values. */
    public static Map<String, String> of(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("preemption-notice", "0 s");
        settings.put("health-port", "0");
        settings.put("monitoring.metric-prefix", "custom.googleapis.com/spillway");
        settings.put("project", "local-project");
        settings.put("location", "europe-west1");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }
}
