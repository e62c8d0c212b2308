package io.spillway.dist.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running fleet as the shipped dashboard and alert rules see it: by scrapes of our own, and by a
 * Prometheus server where the machine has one.
 */
public final class WatchedFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFleet.class);

    private final Queries queries;
    private final Optional<PrometheusServer> prometheus;
    private Exporters exporters;

    private WatchedFleet(Queries queries, Optional<PrometheusServer> prometheus) {
        this.queries = queries;
        this.prometheus = prometheus;
    }

    /**
     * Starts the server, if there is one.
     *
     * @param home the unpacked tarball
     * @param directory for the server's files
     */
    public static WatchedFleet start(Path home, Path directory) throws IOException {
        Queries queries = Queries.in(home);
        Optional<Path> binary = PrometheusServer.program("prometheus");
        if (binary.isEmpty()) {
            LOG.info(
                    "There is no prometheus on the PATH: rules and panels are not run against a"
                            + " server, only the names of their metrics are looked for");
            return new WatchedFleet(queries, Optional.empty());
        }
        return new WatchedFleet(
                queries,
                Optional.of(
                        PrometheusServer.start(
                                binary.get(),
                                directory.resolve("prometheus"),
                                home.toRealPath().resolve("examples/dashboards/alerts.yaml"),
                                queries.ofPanels())));
    }

    /**
     * Looks once at what the processes export.
     *
     * @param logs below which they log where
     */
    public void look(Path logs) throws IOException {
        if (exporters == null) {
            exporters = new Exporters(logs);
        }
        exporters.scrape();
        if (prometheus.isPresent()) {
            prometheus.get().watch(exporters.addresses());
            prometheus.get().ask();
        }
    }

    /**
     * What was named was there: each metric in a scrape; and, with a server, an answer to each
     * panel's question, each rule evaluated, and no alert about a fleet that did as it should.
     */
    public void assertSeen(String context) {
        assertThat(exporters.seen()).as(context).containsAll(queries.metrics());
        if (prometheus.isPresent()) {
            PrometheusServer server = prometheus.get();
            assertThat(server.answered())
                    .as("panels with an answer; " + context)
                    .containsAll(queries.ofPanels().keySet());
            assertThat(server.evaluated()).containsAll(queries.ofAlerts().keySet());
            assertThat(server.problems()).isEmpty();
        }
    }

    @Override
    public void close() {
        prometheus.ifPresent(PrometheusServer::close);
    }
}
