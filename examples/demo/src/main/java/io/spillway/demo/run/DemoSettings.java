package io.spillway.demo.run;

import io.spillway.demo.load.LoadProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

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
 * @param rule what decides how many TaskManagers there are; a cloud has its own
 * @param cloud whose machines the fleet runs on
 * @param scaleInBy who takes machines away on Google Cloud
 * @param s3Server the directory of the S3 server's jars, which a cloud needs
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
        Rule rule,
        Cloud cloud,
        ScaleInBy scaleInBy,
        Optional<Path> s3Server) {
    /** What decides how many TaskManagers there are, for people. */
    public String ruleText() {
        return switch (cloud) {
            case NONE -> rule.words();
            case AWS -> cloud.rule();
            case GCP -> cloud.rule() + "; " + scaleInBy.words();
        };
    }

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
                rule,
                cloud,
                scaleInBy,
                s3Server);
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
                other,
                cloud,
                scaleInBy,
                s3Server);
    }
}
