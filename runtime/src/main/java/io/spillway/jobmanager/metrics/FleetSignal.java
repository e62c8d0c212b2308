package io.spillway.jobmanager.metrics;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.jobmanager.fleet.Registry;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalView;
import io.spillway.scalein.ScaleInBoard;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.publish.Signal;
import io.spillway.scaling.publish.SignalBoard;
import io.spillway.scaling.publish.SignalLoop;
import io.spillway.scaling.publish.SignalViews;
import io.spillway.spi.cloud.MetricSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;

/**
 * The scaling signal of this JobManager: its loop, and everything that shows it. Safe for use by
 * several threads; no method blocks.
 */
public final class FleetSignal {

    private final ScalingSettings settings;
    private final Fleet fleet;
    private final DrainBook drains;
    private final Ticker ticker;
    private final MetricSink sink;
    private final ScaleInBoard scaleIn;
    private final SignalBoard board = new SignalBoard();
    private volatile FleetView lastFleet = new FleetView(null, List.of());
    private SignalLoop loop;

    /**
     * @param sink closed with the loop
     * @param scaleIn shown among the metrics
     */
    public FleetSignal(
            ScalingSettings settings,
            Fleet fleet,
            DrainBook drains,
            Ticker ticker,
            MetricSink sink,
            ScaleInBoard scaleIn) {
        this.settings = settings;
        this.fleet = fleet;
        this.drains = drains;
        this.ticker = ticker;
        this.sink = sink;
        this.scaleIn = scaleIn;
    }

    /**
     * Begins to observe. Once only.
     *
     * @param fetcher the one of the REST server
     */
    public synchronized void start(MetricFetcher fetcher, Registry registry) {
        if (loop != null) {
            throw new IllegalStateException("Started already");
        }
        loop =
                new SignalLoop(
                        Executors.newSingleThreadScheduledExecutor(
                                task -> {
                                    Thread thread = new Thread(task, "scaling-signal");
                                    thread.setDaemon(true);
                                    return thread;
                                }),
                        ticker::nanos,
                        settings,
                        new FlinkFleetProbe(
                                new FlinkMetrics(fetcher),
                                fleet,
                                registry,
                                view -> lastFleet = view),
                        sink,
                        board);
        loop.start();
    }

    /** Ends; does nothing when it hasn't begun. */
    public synchronized void stop() {
        if (loop != null) {
            loop.close();
        }
    }

    /** Shows {@link FleetMetric}s below {@code jobManager}, until that group is closed. */
    public void register(MetricGroup jobManager) {
        MetricGroup group = jobManager.addGroup(FleetMetric.GROUP);
        for (FleetMetric metric : FleetMetric.values()) {
            Gauge<Double> gauge = () -> metric.value(figures()).orElse(Double.NaN);
            group.gauge(metric.metricName(), gauge);
        }
    }

    private FleetMetric.Figures figures() {
        return new FleetMetric.Figures(
                board.signal(), lastFleet, drains.counts(), drains.all(), scaleIn.status(), now());
    }

    private Duration now() {
        return Duration.ofNanos(ticker.nanos());
    }

    /** The last one; empty before the first observation. */
    public Optional<Signal> signal() {
        return board.signal();
    }

    /** For {@code GET /fleet}; null before the first observation. */
    public SignalView summary() {
        return board.signal().map(signal -> SignalViews.summary(signal, now())).orElse(null);
    }

    private String nameOf(Signal signal) {
        return fleet.job()
                .filter(job -> job.id().equals(signal.decision().jobId()))
                .map(FleetJob::name)
                .orElse(null);
    }

    /** For {@code GET /fleet/signal}. */
    public SignalDetail detail() {
        return board.signal()
                .map(signal -> SignalViews.detail(signal, nameOf(signal), now()))
                .orElseGet(() -> SignalViews.nothingYet(settings));
    }
}
