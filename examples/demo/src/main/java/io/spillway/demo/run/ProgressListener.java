package io.spillway.demo.run;

import io.spillway.demo.report.Event;

/** Who is told how the demo fares. Called by one thread; must not block. */
public interface ProgressListener {
    /** The run does something new, which is said in a few words. */
    void phase(String text);

    /** The load runs; once a second. */
    void progress(Progress progress);

    /** Something happened. */
    void event(Event event);
}
