package io.spillway.cli;

import io.spillway.restapi.FleetView;
import io.spillway.restapi.ScaleInView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A fleet as lines for people. */
final class FleetTable {
    private static final List<String> HEADER =
            List.of("TASKMANAGER", "HOST", "ZONE", "TYPE", "SLOTS", "FREE", "STATE", "NOTICE");

    private FleetTable() {}

    static List<String> lines(FleetView fleet) {
        List<String> lines = new ArrayList<>();
        lines.add(job(fleet.job()));
        if (fleet.job() != null && fleet.job().lastRescale() != null) {
            lines.add(rescale(fleet.job().lastRescale()));
        }
        if (fleet.scaleIn() != null) {
            lines.addAll(scaleIn(fleet.scaleIn()));
        }
        lines.add("");
        if (fleet.taskManagers().isEmpty()) {
            lines.add("No TaskManager is registered.");
            return lines;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        fleet.taskManagers().forEach(t -> rows.add(row(t)));
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String job(FleetView.Job job) {
        if (job == null) {
            return "No job.";
        }
        return "Job %s (%s): %s, parallelism %d, %d rescales (%d planned), %d failures"
                .formatted(
                        job.name(),
                        job.id(),
                        job.state(),
                        job.parallelism(),
                        job.rescales(),
                        job.plannedRescales(),
                        job.failures());
    }

    private static String rescale(FleetView.Rescale rescale) {
        return "Last rescale: %s%s, parallelism %d to %d, %s, %s ago"
                .formatted(
                        rescale.cause(),
                        rescale.planned() ? " (planned)" : "",
                        rescale.fromParallelism(),
                        rescale.toParallelism(),
                        rescale.downtimeMs() == null
                                ? "still going on"
                                : rescale.downtimeMs() + " ms down",
                        seconds(rescale.agoMs()));
    }

    private static List<String> scaleIn(ScaleInView scaleIn) {
        List<String> lines = new ArrayList<>();
        lines.add(
                scaleIn.taskManagers().isEmpty()
                        ? "Scale-in of %s: %s"
                                .formatted(scaleIn.group(), scaleIn.reason().sentence())
                        : "Scale-in of %s: %s %s"
                                .formatted(
                                        scaleIn.group(),
                                        scaleIn.phase(),
                                        String.join(", ", scaleIn.taskManagers())));
        if (scaleIn.problem() != null) {
            lines.add("No machine is taken away: " + scaleIn.problem());
        }
        return lines;
    }

    private static List<String> row(FleetView.TaskManager taskManager) {
        return List.of(
                taskManager.id(),
                Objects.requireNonNullElse(taskManager.host(), "-"),
                Objects.requireNonNullElse(taskManager.zone(), "-"),
                Objects.requireNonNullElse(taskManager.instanceType(), "-"),
                String.valueOf(taskManager.slots()),
                String.valueOf(taskManager.freeSlots()),
                state(taskManager),
                notice(taskManager.notice()));
    }

    private static String state(FleetView.TaskManager taskManager) {
        if (taskManager.drain() == null || taskManager.drain().state().isFinal()) {
            return String.valueOf(taskManager.state());
        }
        return "%s (%s, %s)"
                .formatted(
                        taskManager.state(),
                        taskManager.drain().state(),
                        seconds(taskManager.drain().elapsedMs()));
    }

    private static String notice(FleetView.Notice notice) {
        if (notice == null) {
            return "-";
        }
        return notice.kind()
                + (notice.certain() ? "" : " (advice)")
                + (notice.timeLeftMs() == null
                        ? ""
                        : ", " + seconds(notice.timeLeftMs()) + " left");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
