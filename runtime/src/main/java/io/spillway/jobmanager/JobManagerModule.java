package io.spillway.jobmanager;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.MoveTiming;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.jobmanager.metrics.FleetSignal;
import io.spillway.jobmanager.metrics.SinkChoice;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.jobmanager.scalein.ScaleInChoice;
import io.spillway.jobmanager.scheduling.DrainingDispatcherFactory;
import io.spillway.jobmanager.scheduling.DrainingJobRunnerFactory;
import io.spillway.scalein.ScaleInBoard;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SignalSettings;
import io.spillway.spi.cloud.MetricSink;
import java.util.Optional;

/** The parts of a JobManager that are ours, apart from the process around them. */
public final class JobManagerModule extends AbstractModule {

    private final MoveSettings settings;
    private final SignalSettings signal;
    private final Optional<SinkChoice> sink;
    private final Optional<ScaleInChoice> scaleIn;

    /**
     * @param sink where the scaling signal goes to, beside what shows it
     * @param scaleIn the group that this JobManager makes smaller, if that isn't its policy's task
     */
    public JobManagerModule(
            MoveSettings settings,
            SignalSettings signal,
            Optional<SinkChoice> sink,
            Optional<ScaleInChoice> scaleIn) {
        this.settings = settings;
        this.signal = signal;
        this.sink = sink;
        this.scaleIn = scaleIn;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
        bind(Ticker.class).toInstance(System::nanoTime);
        bind(DrainingJobRunnerFactory.class);
        bind(DrainingDispatcherFactory.class);
        bind(FleetRestEndpointFactory.class);
    }

    @Provides
    MoveTiming moveTiming() {
        return new MoveTiming(
                settings.drainWindow(),
                settings.shutdownWindow(),
                settings.joinWindow(),
                settings.startWindow(),
                settings.joinCooldown(),
                settings.margin(),
                settings.checkpointRetryDelay(),
                settings.maxCheckpointFailures(),
                settings.exact(),
                settings.exactTimeout());
    }

    @Provides
    ScalingSettings scalingSettings() {
        return new ScalingSettings(
                signal.targetUtilization(),
                signal.catchUpTime(),
                signal.window(),
                signal.minimumChange(),
                signal.publishInterval(),
                signal.settleTime());
    }

    @Provides
    @Singleton
    FleetSignal fleetSignal(
            ScalingSettings scaling,
            Fleet fleet,
            DrainBook book,
            Ticker ticker,
            MetricSink sink,
            ScaleInBoard board) {
        return new FleetSignal(scaling, fleet, book, ticker, sink, board);
    }

    @Provides
    @Singleton
    ScaleInBoard scaleInBoard() {
        return new ScaleInBoard();
    }

    @Provides
    @Singleton
    FleetScaleIn fleetScaleIn(
            Fleet fleet,
            DrainBook book,
            FleetSignal fleetSignal,
            Ticker ticker,
            ScaleInBoard board) {
        return new FleetScaleIn(scaleIn, fleet, book, fleetSignal::signal, ticker, board);
    }

    @Provides
    @Singleton
    MetricSink metricSink(Fleet fleet) {
        return sink.map(choice -> choice.forJob(() -> fleet.job().map(FleetJob::name)))
                .orElse(MetricSink.NONE);
    }

    @Provides
    @Singleton
    DrainBook drainBook(Ticker ticker) {
        return new DrainBook(ticker);
    }

    @Provides
    @Singleton
    Fleet fleet(DrainBook book, Ticker ticker) {
        return new Fleet(book, ticker);
    }
}
