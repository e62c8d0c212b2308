package io.spillway.demo.run;

import io.spillway.demo.live.Interventions;
import io.spillway.demo.live.LiveControls;
import io.spillway.demo.live.LivePage;
import io.spillway.demo.live.Machines;
import io.spillway.demo.load.AdjustableLoad;
import io.spillway.page.Action;
import io.spillway.page.PageDescription;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Makes a run's page: what it says of the run, and what it lets visitors do. */
final class PageOfRun {
    private static final double HIGHEST_MULTIPLIER = 4;

    private PageOfRun() {}

    static LivePage of(
            DemoSettings settings,
            Supplier<Optional<Machines>> machines,
            AdjustableLoad load,
            Interventions interventions,
            DoubleSupplier second,
            FleetJournal journal) {
        Set<Action.Kind> offered = EnumSet.allOf(Action.Kind.class);
        if (settings.loss() != Loss.STOP) {
            // Machines of such a run don't leave in order when they are asked to.
            offered.remove(Action.Kind.NOTICE);
        }
        return new LivePage(
                "Kafka, a JobManager and 1 to %d TaskManagers of %d records/s on this machine"
                        .formatted(settings.maxTaskManagers(), Tuning.RATE_PER_TASK_MANAGER),
                new PageDescription.LoadLimits(
                        settings.loadText(),
                        HIGHEST_MULTIPLIER,
                        2.0 * settings.maxTaskManagers() * Tuning.RATE_PER_TASK_MANAGER),
                settings.duration().toSeconds(),
                new LiveControls(offered, machines, load, interventions, second, journal::add));
    }

    static URI open(LivePage page, int port) throws DemoException {
        try {
            return page.open(port);
        } catch (IOException e) {
            throw new DemoException(
                    "--page-port: %d can't be had (%s); name another one, or none for any that is free"
                            .formatted(port, e.getMessage()),
                    e);
        }
    }
}
