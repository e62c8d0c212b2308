package io.spillway.page;

import io.spillway.page.Panel.Kind;
import io.spillway.page.Panel.Line;
import io.spillway.page.Panel.Look;
import io.spillway.page.Panel.Unit;
import io.spillway.page.Status.Fact;
import io.spillway.page.Status.Phase;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the page of a running cluster with what {@code GET /fleet} tells, once a second. The page
 * stays while the JobManager doesn't answer, and says so.
 */
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final long PERIOD_MS = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final JobManagerClient client;
    private final boolean mayDrain;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private final FleetHistory history = new FleetHistory();
    private final FleetRows rows = new FleetRows();
    private final PageModel model;
    private List<Fact> facts = facts(null);
    private ScheduledFuture<?> looks;

    /**
     * Doesn't ask before {@link #start} or {@link #look}.
     *
     * @param mayDrain whether machines get the button for it
     * @param nanoTime a monotonic clock
     */
    public ClusterWatch(JobManagerClient client, boolean mayDrain, LongSupplier nanoTime) {
        this.client = client;
        this.mayDrain = mayDrain;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
        this.model =
                new PageModel(
                        new PageDescription(
                                "Fleet",
                                client.url(),
                                panels(),
                                null,
                                mayDrain ? Set.of(Action.Kind.NOTICE) : Set.of(),
                                true,
                                null),
                        Status.of(Phase.STARTING, "Asking the JobManager", facts));
    }

    private static List<Panel> panels() {
        return List.of(
                new Panel(
                        "taskmanagers",
                        "TaskManagers",
                        Kind.LINES,
                        Unit.COUNT,
                        List.of(
                                new Line("registered", "registered", Look.DESIRED_STEPS),
                                new Line("in-service", "in service", Look.ACTUAL_STEPS))),
                new Panel(
                        "parallelism",
                        "Parallelism",
                        Kind.LINES,
                        Unit.COUNT,
                        List.of(
                                new Line("slots", "slots in service", Look.DESIRED_STEPS),
                                new Line("parallelism", "of the job", Look.ACTUAL_STEPS))),
                new Panel(
                        "downtime",
                        "Downtime of each move",
                        Kind.DOWNTIMES,
                        Unit.MILLISECONDS,
                        List.of()));
    }

    /** What the page shows. */
    public PageModel model() {
        return model;
    }

    /** Looks once a second from now on. A look blocks, as long as a request may take. */
    public void start(ScheduledExecutorService executor) {
        looks =
                executor.scheduleWithFixedDelay(
                        this::lookSafely, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            // An exception would end the looks; the next one may do better.
            LOG.warn("A look at the fleet failed", e);
        }
    }

    void look() {
        FleetView fleet;
        try {
            fleet = client.fleet();
        } catch (JobManagerException e) {
            history.unreachable();
            model.add(new Point(second(), Map.of()));
            model.setStatus(Status.of(Phase.UNREACHABLE, e.getMessage(), facts));
            return;
        }
        double second = second();
        history.look(second, fleet);
        Map<String, Machine> present = rows.look(fleet);
        model.add(new Point(second, values(fleet)));
        model.setMarks(history.marks());
        List<Machine> machines = new ArrayList<>();
        present.values().forEach(machine -> machines.add(machine.withActions(actions(machine))));
        machines.addAll(rows.departed(Set.of()));
        model.setMachines(machines);
        facts = facts(fleet.job());
        model.setStatus(Status.of(Phase.RUNNING, text(fleet.job()), facts).with(fleet));
    }

    private double second() {
        return (nanoTime.getAsLong() - startedNanos) / NANOS_PER_SECOND;
    }

    private Set<Action.Kind> actions(Machine machine) {
        return mayDrain && machine.state() == Machine.State.IN_SERVICE
                ? Set.of(Action.Kind.NOTICE)
                : Set.of();
    }

    private static Map<String, Double> values(FleetView fleet) {
        double registered = 0;
        double inService = 0;
        double slots = 0;
        for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
            if (taskManager.state() != FleetView.State.GONE) {
                registered++;
            }
            if (taskManager.state() == FleetView.State.IN_SERVICE) {
                inService++;
                slots += taskManager.slots();
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("registered", registered);
        values.put("in-service", inService);
        values.put("slots", slots);
        if (fleet.job() != null) {
            values.put("parallelism", (double) fleet.job().parallelism());
        }
        return values;
    }

    private static String text(FleetView.Job job) {
        return job == null ? "No job" : "%s: %s".formatted(job.name(), job.state());
    }

    private static List<Fact> facts(FleetView.Job job) {
        if (job == null) {
            return List.of(
                    new Fact("Parallelism", "–"),
                    new Fact("Moves", "–"),
                    new Fact("Failures", "–"),
                    new Fact("Last move", "–"));
        }
        FleetView.Rescale last = job.lastRescale();
        return List.of(
                new Fact("Parallelism", Integer.toString(job.parallelism())),
                new Fact(
                        "Moves", "%d, %d planned".formatted(job.rescales(), job.plannedRescales())),
                new Fact("Failures", Integer.toString(job.failures())),
                new Fact(
                        "Last move",
                        last == null
                                ? "none yet"
                                : last.downtimeMs() == null
                                        ? "goes on"
                                        : String.format(
                                                Locale.ROOT, "%,d ms down", last.downtimeMs())));
    }

    /** Looks no more. */
    @Override
    public void close() {
        if (looks != null) {
            looks.cancel(true);
        }
    }
}
