package io.spillway.bench.store;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A file system for {@code s3://}, each a plugin of Flink's. */
public enum Implementation {
    SPILLWAY("spillway", "checkpoint-s3", "path-style-access", "endpoint.region"),
    NATIVE("native", "flink-s3-fs-native", "path-style-access", "region"),
    HADOOP("hadoop", "flink-s3-fs-hadoop", "path.style.access", "endpoint.region"),
    PRESTO("presto", "flink-s3-fs-presto", "path-style-access", "");

    private final String text;
    private final String plugin;
    private final String pathStyle;
    private final String region;

    Implementation(String text, String plugin, String pathStyle, String region) {
        this.text = text;
        this.plugin = plugin;
        this.pathStyle = pathStyle;
        this.region = region;
    }

    /** As on the command line and in the results. */
    public String text() {
        return text;
    }

    /** The name of the plugin's folder. */
    public String plugin() {
        return plugin;
    }

    /** The one with that name. */
    public static Optional<Implementation> named(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /**
     * What it needs to find a server, and where it may put temporary files; all else has its
     * default.
     *
     * @param environment with region and credentials. Those that have an end are in no setting that
     *     all have: each finds them in the environment by itself
     */
    public Map<String, String> settings(
            URI endpoint, String temporary, Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("s3.endpoint", endpoint.toString());
        settings.put("s3." + pathStyle, "true");
        if (!environment.containsKey("AWS_SESSION_TOKEN")) {
            settings.put("s3.access-key", environment.get("AWS_ACCESS_KEY_ID"));
            settings.put("s3.secret-key", environment.get("AWS_SECRET_ACCESS_KEY"));
        }
        if (!region.isEmpty()) {
            settings.put("s3." + region, environment.get("AWS_REGION"));
        }
        settings.put("io.tmp.dirs", temporary);
        if (this == HADOOP) {
            // It doesn't look at Flink's.
            settings.put("fs.s3a.buffer.dir", temporary);
        }
        return settings;
    }
}
