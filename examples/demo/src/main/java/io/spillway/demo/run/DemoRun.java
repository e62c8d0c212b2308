package io.spillway.demo.run;

import io.spillway.demo.live.Interventions;
import io.spillway.demo.live.LivePage;
import io.spillway.demo.load.AdjustableLoad;
import io.spillway.demo.report.DemoRecording;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.ReportWriter;
import io.spillway.demo.report.Sample;
import io.spillway.demo.verify.OutputWatch;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.restapi.FleetView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: Kafka, JobManager and fleet come up, the load runs, everything that was sent is waited
 * for and checked, everything goes, the report is written. {@link #close()} may be called by any
 * thread at any moment and leaves nothing behind.
 */
public final class DemoRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(90);
    private static final long OBSERVE_MS = 800;

    private final DemoSettings settings;
    private final Path home;
    private final Audience listener;
    private final Cleanup cleanup = new Cleanup();
    private final FleetJournal journal = new FleetJournal();
    private final Sampler sampler = new Sampler(Tuning.RATE_PER_TASK_MANAGER, 1);
    private final Interventions interventions = new Interventions();
    private final RunClock clock = new RunClock();
    private final AdjustableLoad load;
    private final LivePage page;

    private DemoCluster cluster;
    private RunningLoad records;
    private volatile boolean recording;

    /**
     * Does nothing until {@link #run}.
     *
     * @param home the unpacked tarball
     */
    public DemoRun(DemoSettings settings, Path home, ProgressListener listener) {
        this.settings = settings;
        this.home = home;
        this.load = new AdjustableLoad(settings.load());
        this.page =
                PageOfRun.of(
                        settings,
                        () -> recording ? Optional.of(cluster.fleet()) : Optional.empty(),
                        load,
                        interventions,
                        clock::second,
                        journal);
        this.listener = new Audience(listener, page, () -> records != null);
    }

    /**
     * Runs it all. Blocks for the load's duration and about a minute more.
     *
     * @param reportDirectory where the report goes, and the logs when the run fails
     * @throws DemoException when something of it can't be started or ends early
     */
    public DemoResult run(Path reportDirectory)
            throws DemoException, IOException, InterruptedException {
        try {
            startEverything();
            runLoad();
            OutputWatch.Verdict verdict = finish();
            cluster.account().ifPresent(listener::phase);
            DemoRecording recorded =
                    new Recorder(settings, clock.startedEpochMs(), records::longestGapMs)
                            .record(sampler.samples(), journal, verdict);
            List<Path> report = ReportWriter.write(recorded, reportDirectory);
            DemoResult result =
                    new DemoResult(
                            recorded, verdict.foreign(), report, interventions.provokedFailures());
            if (!result.isGood(settings.loss())) {
                cluster.saveLogs(reportDirectory.resolve("logs"));
            }
            listener.phase("Stopping everything");
            page.ended(
                    journal.marks(),
                    recorded.totals(),
                    verdict.foreign(),
                    result.isGood(settings.loss()),
                    interventions,
                    report.get(0));
            return result;
        } catch (DemoException e) {
            page.failed(e.getMessage());
            if (cluster == null) {
                throw e;
            }
            cluster.saveLogs(reportDirectory.resolve("logs"));
            throw new DemoException(
                    e.getMessage() + " (logs: " + reportDirectory.resolve("logs") + ")", e);
        } finally {
            close();
        }
    }

    private void startEverything() throws DemoException, IOException, InterruptedException {
        LoopbackAddresses addresses = DemoCluster.addresses(settings.port());
        cleanup.add(page);
        if (settings.page()) {
            // The address holds the page's token: for the terminal alone.
            listener.screen().phase("The page is at " + PageOfRun.open(page, settings.pagePort()));
        }
        cluster = new DemoCluster(settings, home, addresses, listener, cleanup);
        cluster.start(this::traffic, this::note);
        startObserving();
        awaitJob();
    }

    private void startObserving() {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "observer");
                            thread.setDaemon(true);
                            return thread;
                        });
        ScheduledFuture<?> looks =
                executor.scheduleWithFixedDelay(
                        this::observe, 0, OBSERVE_MS, TimeUnit.MILLISECONDS);
        cleanup.add(
                () -> {
                    looks.cancel(true);
                    executor.shutdownNow();
                });
    }

    private void observe() {
        try {
            JobObserver.Observation observed = cluster.observer().observe();
            FleetView seen = observed.fleet();
            cluster.fleet().noteJoined(seen);
            List<GroupMember> members = cluster.fleet().members();
            page.look(seen, members, observed.loadPerTaskManager());
            if (recording) {
                double second = clock.second();
                journal.look(second, seen);
                interventions.look(
                        second,
                        journal.failures(),
                        members.stream().map(GroupMember::id).collect(Collectors.toSet()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // An exception would end the looks; the next one may do better.
            LOG.warn("A look at the fleet failed", e);
        }
    }

    private void awaitJob() throws DemoException, InterruptedException {
        JobObserver observer = cluster.observer();
        long deadline = System.nanoTime() + JOB_TIMEOUT.toNanos();
        while (observer.latest().parallelism() == 0) {
            cluster.requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new DemoException(
                        "the job doesn't run after %d s; %d TaskManagers have joined"
                                .formatted(
                                        JOB_TIMEOUT.toSeconds(), observer.latest().taskManagers()));
            }
            Pause.untilNextLook();
        }
    }

    private void runLoad() throws DemoException, InterruptedException {
        records = RunningLoad.of(cluster.bootstrapServers(), load, settings.seed(), cleanup);
        listener.phase("The load runs");
        records.start();
        clock.start();
        recording = true;
        cluster.fleet().follow();
        ProgressReporter reporter =
                new ProgressReporter(settings.duration(), journal, page, listener);
        long seconds = settings.duration().toSeconds();
        for (int tick = 1; tick <= seconds && !load.hasEnded(); tick++) {
            clock.await(tick);
            requireAlive();
            reporter.tell(takeSample());
        }
        cluster.fleet().hold();
    }

    private Sample takeSample() {
        return sampler.take(
                clock.second(),
                records.counters(),
                cluster.observer().latest(),
                cluster.fleet().desired());
    }

    /** Stops the load, waits for everything that was sent, and judges it. */
    private OutputWatch.Verdict finish() throws DemoException, InterruptedException {
        listener.phase("The load is over: waiting for the last records");
        long[] offered = records.finish(this::requireAlive, text -> journal.add(note(text)));
        recording = false;
        listener.phase("Checking that every record was counted exactly once");
        return records.verdict(offered);
    }

    /** By the rate that is meant, which is known at any moment. */
    private JobObserver.Traffic traffic() {
        return recording
                ? new JobObserver.Traffic(records.lag(), load.rate(clock.second()))
                : new JobObserver.Traffic(0, 0);
    }

    private void note(GroupEvent event) {
        if (!recording) {
            return;
        }
        Event.Kind kind =
                switch (event.kind()) {
                    case LAUNCHED -> Event.Kind.SCALE_OUT;
                    case STOPPING -> Event.Kind.SCALE_IN;
                    // That a TaskManager was lost is the JobManager's to tell.
                    case KILLED, DIED, LAUNCH_FAILED -> Event.Kind.NOTE;
                    case DESIRED_CAPACITY, JOINED, STOPPED, FROZEN, THAWED -> null;
                };
        if (kind != null) {
            journal.add(new Event(clock.second(), kind, event.vm(), event.text(), null));
        }
    }

    private Event note(String text) {
        return new Event(clock.second(), Event.Kind.NOTE, null, text, null);
    }

    private void requireAlive() throws DemoException {
        cluster.requireAlive();
        records.requireWell();
    }

    /** Takes down whatever is there. */
    @Override
    public void close() {
        cleanup.close();
    }
}
