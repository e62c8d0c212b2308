package io.spillway.demo.live;

import io.spillway.page.Panel;
import io.spillway.page.Panel.Kind;
import io.spillway.page.Panel.Line;
import io.spillway.page.Panel.Look;
import io.spillway.page.Panel.Unit;
import java.util.List;

/** The four panels, the same as the report's. */
final class LivePanels {
    static final List<Panel> ALL =
            List.of(
                    new Panel(
                            "lag",
                            "Consumer lag",
                            Kind.LINES,
                            Unit.RECORDS,
                            List.of(new Line("lag", "waiting in the topic", Look.ACTUAL))),
                    new Panel(
                            "throughput",
                            "Throughput",
                            Kind.LINES,
                            Unit.RECORDS_PER_SECOND,
                            List.of(
                                    new Line("offered", "offered", Look.OFFERED),
                                    new Line("processed", "processed", Look.ACTUAL))),
                    new Panel(
                            "load",
                            "Load per TaskManager",
                            Kind.LINES,
                            Unit.FRACTION,
                            List.of(
                                    new Line("load", "each TaskManager", Look.EACH),
                                    new Line("mean", "mean", Look.MEAN))),
                    new Panel(
                            "taskmanagers",
                            "TaskManagers",
                            Kind.LINES,
                            Unit.COUNT,
                            List.of(
                                    new Line("asked", "asked for", Look.DESIRED_STEPS),
                                    new Line("ideal", "ideal", Look.IDEAL),
                                    new Line("registered", "registered", Look.ACTUAL_STEPS))));

    private LivePanels() {}
}
