package io.spillway.bench;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.driver.Plugins;
import io.spillway.bench.store.driver.StoreBench;
import io.spillway.bench.store.report.StoreResults;
import io.spillway.bench.store.report.StoreResultsJson;
import io.spillway.bench.store.report.StoreTables;
import io.spillway.bench.store.server.StoreServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code spillway bench store}, from its options to its exit code. */
final class StoreRun {
    private final StoreCommand command;
    private final Path file;
    private String server;

    StoreRun(StoreCommand command) {
        this.command = command;
        this.file = command.out().toAbsolutePath();
    }

    int measure(Path home) {
        StoreBench bench;
        Plugins plugins;
        try {
            plugins = plugins(home);
            List<Implementation> implementations = there(plugins);
            Optional<StoreServer> existing = existing(plugins);
            server = existing.map(StoreServer::name).orElse(StoreServer.own(command.cloud()));
            bench =
                    new StoreBench(
                            plugins,
                            existing,
                            implementations,
                            command.operations(),
                            command.latencies.stream().distinct().sorted().toList(),
                            command.bandwidth * 1_000_000L,
                            command.settings,
                            CommonOptions.logs(file),
                            new StoreProgressLines(
                                    command.common.lines(), command.common.isLive()));
        } catch (BenchException e) {
            System.err.println("spillway bench store: " + e.getMessage());
            return BenchMain.WRONG_USAGE;
        }
        return TakeDown.around(
                bench::close,
                takeDown -> {
                    List<Measurement> measurements =
                            bench.run(command.runs, known -> write(plugins, known, takeDown));
                    return !takeDown.interrupted() && told(results(plugins, measurements));
                });
    }

    private boolean told(StoreResults results) throws IOException {
        StoreResultsJson.write(results, file);
        command.common.tell(
                StoreTables.of(results),
                file,
                results.areGood(),
                () -> StoreResultsJson.of(results));
        return results.areGood();
    }

    private Plugins plugins(Path home) throws BenchException {
        if (command.peers == null || command.peers.toString().isEmpty()) {
            throw new BenchException(
                    "needs %s, which aren't in the tarball: run ./spillway bench store in a clone"
                                    .formatted(
                                            command.cloud() == Cloud.GCP
                                                    ? "the plugins to compare with"
                                                    : "an S3 server and the plugins to compare"
                                                            + " with")
                            + " of Spillway, which gets them, or name their folder with --peers");
        }
        Plugins plugins = new Plugins(command.cloud(), home, command.peers.toAbsolutePath());
        if (command.endpoint == null && !plugins.hasServer()) {
            throw new BenchException(
                    "--peers: there are no jars in %s, where those of S3Mock should be: run"
                                    .formatted(plugins.server())
                            + " ./spillway bench store in a clone of Spillway, which gets them");
        }
        return plugins;
    }

    private Optional<StoreServer> existing(Plugins plugins) throws BenchException {
        if (command.endpoint == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StoreServer.existing(
                            command.cloud(),
                            command.endpoint,
                            command.bucket,
                            plugins.serverObjects()));
        } catch (IOException e) {
            throw new BenchException("--endpoint: " + e.getMessage(), e);
        }
    }

    /** Those that are asked for, or else those whose jars are there. */
    private List<Implementation> there(Plugins plugins) throws BenchException {
        List<Implementation> asked = command.implementations();
        List<Implementation> all = command.cloud().implementations();
        List<Implementation> missing =
                (asked.isEmpty() ? all : asked)
                        .stream().filter(each -> plugins.of(each).isEmpty()).toList();
        if (!asked.isEmpty()) {
            if (!missing.isEmpty()) {
                throw new BenchException(
                        "--implementation: the jars of %s aren't in %s: run ./spillway bench store"
                                        .formatted(
                                                command.cloud().plugin(missing.get(0)),
                                                plugins.peers())
                                + " in a clone of Spillway, which gets them");
            }
            return asked;
        }
        missing.forEach(
                each ->
                        command.common
                                .lines()
                                .println(
                                        "Without %s: its jars aren't in %s"
                                                .formatted(each.text(), plugins.peers())));
        return all.stream().filter(each -> !missing.contains(each)).toList();
    }

    private void write(Plugins plugins, List<Measurement> known, TakeDown takeDown) {
        if (takeDown.interrupted()) {
            return;
        }
        try {
            StoreResultsJson.write(results(plugins, known), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StoreResults results(Plugins plugins, List<Measurement> measurements)
            throws IOException {
        Map<Implementation, Long> bytes = new EnumMap<>(Implementation.class);
        for (Measurement each : measurements) {
            bytes.put(each.implementation(), plugins.bytes(each.implementation()));
        }
        return new StoreResults(
                command.cloud(),
                server,
                Runtime.getRuntime().availableProcessors(),
                command.runs,
                command.bandwidth,
                bytes,
                measurements);
    }
}
