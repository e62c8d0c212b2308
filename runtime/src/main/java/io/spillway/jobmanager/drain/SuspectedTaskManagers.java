package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * TaskManagers that others could not reach. Until heartbeats tell whether they are lost, a restart
 * had better not use them: a dead one fails it again, and again.
 *
 * <p>Confined to the thread that owns the job.
 */
public final class SuspectedTaskManagers {

    private final Ticker ticker;
    private final Duration term;
    private final Map<String, Long> until = new HashMap<>();

    /**
     * @param term how long a suspicion lasts: what heartbeats take to notice a loss
     */
    public SuspectedTaskManagers(Ticker ticker, Duration term) {
        this.ticker = ticker;
        this.term = term;
    }

    /**
     * Notes that a TaskManager seems to be lost.
     *
     * @return false when that was known
     */
    public boolean suspect(String taskManager) {
        boolean known = contains(taskManager);
        until.put(taskManager, ticker.nanos() + term.toNanos());
        return !known;
    }

    /** It is gone, so that one that comes under its id is a new one. */
    public void clear(String taskManager) {
        until.remove(taskManager);
    }

    /** Whether it seems to be lost. */
    public boolean contains(String taskManager) {
        Long end = until.get(taskManager);
        return end != null && end - ticker.nanos() > 0;
    }

    /** How long a suspicion lasts. */
    public Duration term() {
        return term;
    }
}
