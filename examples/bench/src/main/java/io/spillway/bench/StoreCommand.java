package io.spillway.bench;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code spillway bench store}, and what they may be. */
@Command(
        name = "store",
        sortOptions = false,
        description = {
            "Measures what Flink's file systems for s3:// or gs:// take to write, read and"
                    + " delete.",
            "",
            "Each implementation runs in a process of its own, all against the same server (on"
                    + " this machine Adobe S3Mock, or the local cloud's Cloud Storage; or"
                    + " --endpoint) through a relay that counts requests and makes each of them"
                    + " longer. docs/benchmark-store.md tells what each number"
                    + " means.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all was measured and all data read back was right, 1 otherwise, 2 wrong"
                    + " usage, 130 after Ctrl-C (everything is taken down; runs that were done are"
                    + " in the file)."
        })
final class StoreCommand implements BenchCommand {
    private static final int MOST_LATENCY_MS = 1000;
    private static final int MOST_BANDWIDTH = 10_000;
    private static final Pattern BUCKET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{2,254}");

    @Option(
            names = "--cloud",
            paramLabel = "CLOUD",
            defaultValue = "aws",
            description =
                    "Whose store: aws for S3, gcp for Cloud Storage; default ${DEFAULT-VALUE}.")
    String cloudName;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Runs of each operation, 1 to 1000; default ${DEFAULT-VALUE}.")
    int runs;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where the numbers go, as JSON; default bench-store.json, and"
                            + " bench-store-gcp.json for gcp.")
    private Path out;

    @Option(
            names = "--operation",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description = "Which to measure; default all of those below.")
    List<String> operationNames = new ArrayList<>();

    @Option(
            names = "--implementation",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description =
                    "Which to measure: spillway, native, hadoop, presto, of which gcp has spillway"
                            + " and hadoop; default all that are there.")
    List<String> implementationNames = new ArrayList<>();

    @Option(
            names = "--latency",
            paramLabel = "MS",
            arity = "1..*",
            split = ",",
            defaultValue = "0,20",
            description =
                    "By how many milliseconds each request is made longer, one after the other;"
                            + " 0 to 1000, default ${DEFAULT-VALUE}.")
    List<Integer> latencies = new ArrayList<>();

    @Option(
            names = "--bandwidth",
            paramLabel = "MB",
            defaultValue = "0",
            description =
                    "How many MB a second one connection passes at most, as with a real store;"
                            + " 0 to 10000, default ${DEFAULT-VALUE}, which is any.")
    int bandwidth;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "Measure against a server that runs already, http://host[:port], and not"
                            + " against one of the benchmark's own. For S3, credentials and region"
                            + " are those that the AWS SDK finds by itself; for Cloud Storage there"
                            + " are none. AWS and Google take no requests through the relay;"
                            + " servers of one's own do.")
    URI endpoint;

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description =
                    "A bucket of that server. What is made in it is deleted at the end; nothing"
                            + " else is touched.")
    String bucket;

    @Option(
            names = "--setting",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting that all implementations get; those that don't know it don't mind."
                            + " By default all have their defaults.")
    Map<String, String> settings = new TreeMap<>();

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            defaultValue = "${env:SPILLWAY_BENCH_PEERS}",
            description =
                    "The folder with the jars of the server and of the other implementations;"
                            + " ./spillway in a clone makes it and names it.")
    Path peers;

    @Mixin CommonOptions common;

    @Override
    public boolean helps() {
        boolean helps = common.helps();
        if (helps) {
            System.out.println();
            Stream.of(Operation.values())
                    .forEach(o -> System.out.printf("  %-20s %s%n", o.text(), o.description()));
        }
        return helps;
    }

    @Override
    public void check() {
        common.requireRuns(runs);
        latencies.forEach(each -> common.require("--latency", each, 0, MOST_LATENCY_MS));
        common.require("--bandwidth", bandwidth, 0, MOST_BANDWIDTH);
        checkServer();
        cloud();
        common.requireWritable(out());
        operations();
        implementations();
    }

    private void checkServer() {
        if ((endpoint == null) != (bucket == null)) {
            throw common.wrong("--endpoint and --bucket: both or neither are allowed");
        }
        if (endpoint == null) {
            return;
        }
        if (!"http".equals(endpoint.getScheme())
                || endpoint.getHost() == null
                || endpoint.getUserInfo() != null
                || endpoint.getQuery() != null
                || !endpoint.getPath().replace("/", "").isEmpty()) {
            throw common.wrong("--endpoint: '%s' is not http://host[:port]".formatted(endpoint));
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw common.wrong("--bucket: '%s' is no name of a bucket".formatted(bucket));
        }
    }

    @Override
    public int measure(Path home) {
        return new StoreRun(this).measure(home);
    }

    /** Whose store is measured. */
    Cloud cloud() {
        return named("--cloud", List.of(cloudName), Cloud::named, Cloud.values(), Cloud::text)
                .get(0);
    }

    /** The file for the numbers. */
    Path out() {
        if (out != null) {
            return out;
        }
        return Path.of(cloud() == Cloud.GCP ? "bench-store-gcp.json" : "bench-store.json");
    }

    /** The operations that are asked for, in their order; all when none is. */
    List<Operation> operations() {
        List<Operation> asked =
                named(
                        "--operation",
                        operationNames,
                        Operation::named,
                        Operation.values(),
                        Operation::text);
        return Stream.of(Operation.values())
                .filter(each -> asked.isEmpty() || asked.contains(each))
                .toList();
    }

    /** The implementations that are asked for, in their order; empty when none is. */
    List<Implementation> implementations() {
        List<Implementation> asked =
                named(
                        "--implementation",
                        implementationNames,
                        name ->
                                Implementation.named(name)
                                        .filter(cloud().implementations()::contains),
                        cloud().implementations().toArray(Implementation[]::new),
                        Implementation::text);
        return Stream.of(Implementation.values()).filter(asked::contains).toList();
    }

    private <T> List<T> named(
            String option,
            List<String> names,
            Function<String, Optional<T>> find,
            T[] all,
            Function<T, String> text) {
        return names.stream()
                .map(
                        name ->
                                find.apply(name)
                                        .orElseThrow(
                                                () ->
                                                        common.wrong(
                                                                "%s: there is no '%s'; there are %s"
                                                                        .formatted(
                                                                                option,
                                                                                name,
                                                                                texts(all, text)))))
                .toList();
    }

    private static <T> String texts(T[] all, Function<T, String> text) {
        return Stream.of(all).map(text).collect(Collectors.joining(", "));
    }
}
