package io.spillway.demo.run;

import io.spillway.demo.load.LoadProfile;
import java.time.Duration;

/**
 * What a run is asked for.
 *
 * @param load the load over time
 * @param loadText the load in words, for the report
 * @param duration how long the load lasts
 * @param maxTaskManagers the most TaskManagers that the fleet may have, 1 to 15
 * @param loss how TaskManagers leave
 * @param realCpu whether work burns CPU instead of sleeping
 * @param port of the JobManager's web page and REST API on loopback; 0 for a free one
 * @param page whether the run has a live page, and tells where that and the JobManager's are
 * @param pagePort of the live page on loopback; 0 for a free one
 * @param seed of the load's keys
 * @param mode whose JobManager and TaskManagers the fleet is made of
 * @param rule what decides how many TaskManagers there are
 */
public record DemoSettings(
        LoadProfile load,
        String loadText,
        Duration duration,
        int maxTaskManagers,
        Loss loss,
        boolean realCpu,
        int port,
        boolean page,
        int pagePort,
        long seed,
        Mode mode,
        Rule rule) {
    /** The same in another mode. */
    public DemoSettings in(Mode other) {
        return new DemoSettings(
                load,
                loadText,
                duration,
                maxTaskManagers,
                loss,
                realCpu,
                port,
                page,
                pagePort,
                seed,
                other,
                rule);
    }

    /** The same under another rule. */
    public DemoSettings under(Rule other) {
        return new DemoSettings(
                load,
                loadText,
                duration,
                maxTaskManagers,
                loss,
                realCpu,
                port,
                page,
                pagePort,
                seed,
                mode,
                other);
    }
}
