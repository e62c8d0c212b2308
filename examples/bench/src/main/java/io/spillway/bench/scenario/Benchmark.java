package io.spillway.bench.scenario;

import java.util.List;
import java.util.stream.Stream;

/** What is measured in one go. */
public enum Benchmark {
    /** A TaskManager goes or comes. */
    DRAIN("drain"),
    /** The JobManager goes, and another one takes over. */
    FAILOVER("failover");

    private final String text;

    Benchmark(String text) {
        this.text = text;
    }

    /** Its name on the command line. */
    public String text() {
        return text;
    }

    /** All that it consists of. */
    public List<Scenario> scenarios() {
        return Stream.of(Scenario.values()).filter(each -> each.benchmark() == this).toList();
    }
}
