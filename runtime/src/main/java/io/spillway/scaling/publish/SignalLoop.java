package io.spillway.scaling.publish;

import io.spillway.scaling.model.Decision;
import io.spillway.scaling.model.ScalingModel;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.observe.JobObserver;
import io.spillway.scaling.observe.Observed;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.ScalingMetric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes, decides and publishes, once each interval.
 *
 * <p>Everything that changes is touched by the executor's one thread only, on which the metric sink
 * may block as long as it says. Whoever shows the signal reads the {@link SignalBoard}.
 */
public final class SignalLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SignalLoop.class);

    /** How long a fleet's answers to the request for metrics may take, if the interval allows. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(1);

    private final ScheduledExecutorService executor;
    private final LongSupplier nanos;
    private final ScalingSettings settings;
    private final FleetProbe probe;
    private final MetricSink sink;
    private final SignalBoard board;
    private final JobObserver observer;
    private final ScalingModel model;

    private String job = "";
    private Duration valueFrom;
    private Decision.Outcome told;
    private String lookFailure;
    private boolean sinkFails;

    /**
     * @param executor with one thread; closed with the loop
     * @param nanos a clock that never jumps, from any origin
     * @param sink closed with the loop
     */
    public SignalLoop(
            ScheduledExecutorService executor,
            LongSupplier nanos,
            ScalingSettings settings,
            FleetProbe probe,
            MetricSink sink,
            SignalBoard board) {
        this.executor = executor;
        this.nanos = nanos;
        this.settings = settings;
        this.probe = probe;
        this.sink = sink;
        this.board = board;
        this.observer = new JobObserver(settings.publishInterval());
        this.model = new ScalingModel(settings);
    }

    /** Begins; returns at once. */
    public void start() {
        Duration interval = settings.publishInterval();
        long wait = Math.min(LONGEST_FETCH.toNanos(), interval.toNanos() / 4);
        repeat(probe::refresh, interval.toNanos() - wait);
        repeat(this::look, interval.toNanos());
    }

    private void repeat(Runnable step, long initialDelayNanos) {
        // Ends with the executor.
        Future<?> unused =
                executor.scheduleAtFixedRate(
                        () -> {
                            try {
                                step.run();
                            } catch (RuntimeException e) {
                                // One that isn't caught would end the loop.
                                LOG.warn("The scaling signal wasn't worked out this time", e);
                            }
                        },
                        initialDelayNanos,
                        settings.publishInterval().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private Duration now() {
        return Duration.ofNanos(nanos.getAsLong());
    }

    private void look() {
        probe.look(now())
                .whenCompleteAsync(
                        (look, failure) -> {
                            if (failure == null) {
                                publish(look);
                            } else {
                                noLook(failure);
                            }
                        },
                        executor)
                .exceptionally(
                        e -> {
                            if (!executor.isShutdown()) {
                                LOG.debug("The scaling signal has no new observation", e);
                            }
                            return null;
                        });
    }

    private void publish(FleetProbe.Look look) {
        lookFailure = null;
        Optional<Observed> observed =
                look.job().map(r -> observer.observe(r, look.slots(), look.slotsPerTaskManager()));
        Decision decision =
                observed.map(o -> model.next(o.observation())).orElseGet(() -> model.noJob(now()));
        String ofJob = look.job().map(r -> r.jobId()).orElse("");
        if (!ofJob.equals(job)) {
            job = ofJob;
            valueFrom = decision.at();
        } else if (decision.outcome() == Decision.Outcome.DECIDED) {
            valueFrom = decision.at();
        }
        Signal signal =
                new Signal(
                        decision,
                        settings,
                        observed.map(Observed::notes).orElse(Map.of()),
                        look.taskManagers(),
                        look.rescaleDowntimeMs(),
                        Optional.empty(),
                        look.problem());
        signal = signal.hasJob() ? signal.from(valueFrom) : signal;
        board.hang(signal);
        tell(decision);
        send(signal);
    }

    private void noLook(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        // Some messages are different each time.
        String kind = cause.getClass().getName();
        if (!kind.equals(lookFailure)) {
            lookFailure = kind;
            LOG.info(
                    "The fleet can't be observed, so the last signal stands: {}", cause.toString());
        }
    }

    private void tell(Decision decision) {
        if (decision.outcome() != told) {
            told = decision.outcome();
            LOG.info(
                    "Scaling signal {}: {} TaskManagers required{}",
                    told,
                    decision.requiredTaskManagers().isPresent()
                            ? decision.requiredTaskManagers().getAsInt()
                            : "no number of",
                    decision.reasons().isEmpty()
                            ? ""
                            : "; " + decision.reasons().get(0).sentence());
        }
    }

    private void send(Signal signal) {
        List<ScalingMetric> metrics = ScalingMetrics.of(signal);
        if (metrics.isEmpty()) {
            return;
        }
        try {
            sink.publish(metrics, settings.publishInterval().dividedBy(2));
            if (sinkFails) {
                sinkFails = false;
                LOG.info("Metric sink {} takes the scaling signal again", sink.name());
            }
        } catch (CloudException e) {
            if (!sinkFails) {
                sinkFails = true;
                LOG.warn(
                        "Metric sink {} doesn't take the scaling signal, so policies that read it don't act: {}",
                        sink.name(),
                        e.getMessage());
            }
        }
    }

    /** Ends the loop and the sink; what goes on is not waited for. */
    @Override
    public void close() {
        executor.shutdownNow();
        sink.close();
    }
}
