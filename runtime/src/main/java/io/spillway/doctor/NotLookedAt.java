package io.spillway.doctor;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;

/** What makes no sense here, shown all the same, so that nobody takes it for looked at. */
record NotLookedAt(String name, String why) implements Check {
    static final String ONLY_ON_A_MACHINE = "only on one of the fleet's machines";
    static final String ONLY_ON_JOBMANAGER = "only on a JobManager's machine";
    static final String ONLY_ON_TASKMANAGER = "only on a TaskManager's machine";
    static final String NO_CONFIGURATION = "there is no config.yaml that could be read";

    @Override
    public Finding run(Duration timeout) {
        return Finding.skipped(why);
    }
}
