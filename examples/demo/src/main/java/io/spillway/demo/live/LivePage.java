package io.spillway.demo.live;

import io.spillway.demo.report.Sample;
import io.spillway.demo.report.Totals;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.page.Mark;
import io.spillway.page.PageActions;
import io.spillway.page.PageDescription;
import io.spillway.page.PageModel;
import io.spillway.page.PageServer;
import io.spillway.page.Point;
import io.spillway.page.Status;
import io.spillway.page.Status.Fact;
import io.spillway.page.Status.Outcome;
import io.spillway.page.Status.Phase;
import io.spillway.restapi.FleetView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The run on its page, told by whoever runs it. Without {@link #open} nobody sees it. */
public final class LivePage implements AutoCloseable {
    private final PageActions controls;
    private final MachineRows rows;
    private final PageModel model;
    private final double durationSeconds;
    private List<Fact> facts = LiveFacts.none();
    private FleetView lastLook = new FleetView(null, List.of());
    private PageServer server;

    /**
     * @param subtitle what the run is, in one line
     * @param load what the load can be changed to
     * @param durationSeconds how long the load runs
     */
    public LivePage(
            String subtitle,
            PageDescription.LoadLimits load,
            double durationSeconds,
            PageActions controls) {
        this.controls = controls;
        this.rows = new MachineRows(controls.offered());
        this.durationSeconds = durationSeconds;
        this.model =
                new PageModel(
                        new PageDescription(
                                "A fleet that follows its load",
                                subtitle,
                                LivePanels.ALL,
                                durationSeconds,
                                controls.offered(),
                                false,
                                load),
                        Status.of(Phase.STARTING, "Starting", facts));
    }

    /**
     * Serves the page from now on.
     *
     * @param port 0 for any that is free
     * @return where it is, with the token that lets in
     */
    public synchronized URI open(int port) throws IOException {
        server = PageServer.start(port, model, controls);
        return server.uri();
    }

    /** The run does something new. */
    public synchronized void phase(String text, boolean loadIsOver) {
        model.setStatus(Status.of(loadIsOver ? Phase.FINISHING : Phase.STARTING, text, facts));
    }

    /** Takes a look at the machines in. */
    public synchronized void look(
            FleetView fleet, List<GroupMember> members, Map<String, Double> loads) {
        lastLook = fleet;
        model.setMachines(rows.look(fleet, members, loads));
    }

    /**
     * The load runs; a sample a second.
     *
     * @param lastDrainMs how long the last drain took; empty before the first
     */
    public synchronized void sample(
            Sample sample, List<Mark> marks, int failures, OptionalDouble lastDrainMs) {
        model.add(point(sample));
        model.setMarks(marks);
        facts = LiveFacts.of(sample, marks, failures, lastDrainMs);
        model.setStatus(
                new Status(
                                Phase.RUNNING,
                                "The load runs",
                                sample.second(),
                                Math.max(0, durationSeconds - sample.second()),
                                facts,
                                null)
                        .with(lastLook));
    }

    private static Point point(Sample sample) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (sample.lagRecords() >= 0) {
            values.put("lag", (double) sample.lagRecords());
        }
        values.put("offered", sample.offeredRate());
        values.put("processed", sample.throughput());
        values.put("registered", (double) sample.taskManagers());
        values.put("asked", (double) sample.desiredTaskManagers());
        values.put("ideal", sample.idealTaskManagers());
        values.put(
                "mean",
                sample.loadPerTaskManager().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN));
        return new Point(sample.second(), values, Map.of("load", sample.loadPerTaskManager()));
    }

    /**
     * The run is over, and this is what came of it.
     *
     * @param marks all of them
     * @param foreign records in the output that nobody sent
     * @param good whether it is as it should be
     * @param interventions how it was interfered with
     * @param report the report's page
     */
    public synchronized void ended(
            List<Mark> marks,
            Totals totals,
            long foreign,
            boolean good,
            Interventions interventions,
            Path report) {
        model.setMarks(marks);
        boolean exact = totals.exactlyOnce() && foreign == 0;
        String sentence =
                !exact
                        ? "Not every record was counted exactly once"
                        : good
                                ? "Every record was counted exactly once"
                                : "Every record was counted exactly once, but the job failed";
        Outcome outcome =
                new Outcome(
                        good,
                        sentence,
                        List.of(
                                new Fact("records", count(totals.records())),
                                new Fact("lost", count(totals.lost())),
                                new Fact("duplicated", count(totals.duplicated())),
                                new Fact("moves", count(totals.rescales())),
                                new Fact("failures", failures(totals, interventions)),
                                new Fact("interventions", count(interventions.count()))),
                        report.toString());
        model.setStatus(new Status(Phase.ENDED, "The run is over", null, null, facts, outcome));
    }

    private static String failures(Totals totals, Interventions interventions) {
        int provoked = interventions.provokedFailures();
        return totals.failures()
                + (provoked == 0 ? "" : ", %d caused from here".formatted(provoked));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The run ended before its end. */
    public synchronized void failed(String why) {
        model.setStatus(
                new Status(
                        Phase.ENDED,
                        "The run has failed",
                        null,
                        null,
                        facts,
                        new Outcome(false, why, List.of(), null)));
    }

    /** Tells open pages what there is still to tell, at most for a second, and ends. */
    @Override
    public void close() {
        PageServer open;
        synchronized (this) {
            open = server;
            server = null;
        }
        if (open != null) {
            open.close();
        }
    }
}
