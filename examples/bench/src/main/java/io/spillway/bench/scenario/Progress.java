package io.spillway.bench.scenario;

/** Who is told how the benchmark goes; called by the thread that runs it. */
public interface Progress {
    /** A scenario begins. */
    void scenario(Scenario scenario, int runs);

    /** Something is being waited for in a run, the first being 1. */
    void phase(Scenario scenario, int run, int runs, String text);

    /** A run is over. */
    void result(Scenario scenario, int run, int runs, RunResult result, double seconds);

    /** A scenario could not be measured, or something was lost. */
    void problem(Scenario scenario, String text);
}
