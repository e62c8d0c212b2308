package io.spillway.demo.run;

import io.spillway.demo.live.LivePage;
import io.spillway.demo.report.Event;
import java.util.function.BooleanSupplier;

/**
 * Everybody who is told how the demo fares. The page hears of samples by itself.
 *
 * @param loadHasRun whether the load has begun, so that a new phase means that it is over
 */
record Audience(ProgressListener screen, LivePage page, BooleanSupplier loadHasRun)
        implements ProgressListener {
    @Override
    public void phase(String text) {
        screen.phase(text);
        page.phase(text, loadHasRun.getAsBoolean());
    }

    @Override
    public void progress(Progress progress) {
        screen.progress(progress);
    }

    @Override
    public void event(Event event) {
        screen.event(event);
    }
}
