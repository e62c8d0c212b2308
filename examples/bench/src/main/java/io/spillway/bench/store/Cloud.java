package io.spillway.bench.store;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whose object store is measured: the plugins of Flink's that there are for it. */
public enum Cloud {
    AWS("aws", "s3", Implementation.NATIVE, "CompleteMultipartUpload") {
        @Override
        Optional<String> folder(Implementation implementation) {
            return switch (implementation) {
                case SPILLWAY -> Optional.of("checkpoint-s3");
                case NATIVE -> Optional.of("flink-s3-fs-native");
                case HADOOP -> Optional.of("flink-s3-fs-hadoop");
                case PRESTO -> Optional.of("flink-s3-fs-presto");
            };
        }

        @Override
        void find(
                Map<String, String> settings,
                Implementation implementation,
                URI endpoint,
                String temporary,
                Map<String, String> environment) {
            settings.put("s3.endpoint", endpoint.toString());
            settings.put(
                    implementation == Implementation.HADOOP
                            ? "s3.path.style.access"
                            : "s3.path-style-access",
                    "true");
            // What has an end isn't in a setting that all have: each finds it in the environment.
            if (!environment.containsKey("AWS_SESSION_TOKEN")) {
                settings.put("s3.access-key", environment.get("AWS_ACCESS_KEY_ID"));
                settings.put("s3.secret-key", environment.get("AWS_SECRET_ACCESS_KEY"));
            }
            if (implementation != Implementation.PRESTO) {
                settings.put(
                        implementation == Implementation.NATIVE
                                ? "s3.region"
                                : "s3.endpoint.region",
                        environment.get("AWS_REGION"));
            }
            if (implementation == Implementation.HADOOP) {
                // It doesn't look at Flink's.
                settings.put("fs.s3a.buffer.dir", temporary);
            }
        }
    },
    GCP("gcp", "gs", Implementation.HADOOP, "objects.compose") {
        @Override
        Optional<String> folder(Implementation implementation) {
            return switch (implementation) {
                case SPILLWAY -> Optional.of("checkpoint-gcs");
                case HADOOP -> Optional.of("flink-gs-fs-hadoop");
                default -> Optional.empty();
            };
        }

        @Override
        void find(
                Map<String, String> settings,
                Implementation implementation,
                URI endpoint,
                String temporary,
                Map<String, String> environment) {
            // Both know these.
            settings.put("gs.storage.root.url", endpoint.toString());
            settings.put("gs.auth.null.enable", "true");
            if (implementation == Implementation.HADOOP) {
                // Else it asks a metadata server, whatever the other says.
                settings.put("gs.auth.service.account.enable", "false");
            }
        }
    };

    private final String text;
    private final String scheme;
    private final Implementation yardstick;
    private final String assembling;

    Cloud(String text, String scheme, Implementation yardstick, String assembling) {
        this.text = text;
        this.scheme = scheme;
        this.yardstick = yardstick;
        this.assembling = assembling;
    }

    /** As on the command line and in the results. */
    public String text() {
        return text;
    }

    /** Of all addresses of files. */
    public String scheme() {
        return scheme;
    }

    /** The one of Flink's that Spillway's has to be better than. */
    public Implementation yardstick() {
        return yardstick;
    }

    /** The request that makes an object of parts. */
    public String assembling() {
        return assembling;
    }

    /** Those that there are for it, in their order. */
    public List<Implementation> implementations() {
        return Stream.of(Implementation.values()).filter(each -> folder(each).isPresent()).toList();
    }

    /**
     * The name of a plugin's folder.
     *
     * @param implementation one of {@link #implementations}
     */
    public String plugin(Implementation implementation) {
        return folder(implementation).orElseThrow();
    }

    /** The one with that name. */
    public static Optional<Cloud> named(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /**
     * What an implementation needs to find a server, and where it may put temporary files; all else
     * has its default.
     *
     * @param environment with region and credentials, where the server wants them
     */
    public Map<String, String> settings(
            Implementation implementation,
            URI endpoint,
            String temporary,
            Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        find(settings, implementation, endpoint, temporary, environment);
        settings.put("io.tmp.dirs", temporary);
        return settings;
    }

    abstract Optional<String> folder(Implementation implementation);

    abstract void find(
            Map<String, String> settings,
            Implementation implementation,
            URI endpoint,
            String temporary,
            Map<String, String> environment);
}
