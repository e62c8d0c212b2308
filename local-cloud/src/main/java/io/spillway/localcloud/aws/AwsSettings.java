package io.spillway.localcloud.aws;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a local cloud is like.
 *
 * @param account twelve digits
 * @param directory where each instance gets a folder of its own, named by its id
 * @param environment of all instances, beside what they need to find the cloud
 * @param speed how much faster than the clock the periods and warm-ups of scaling policies pass; 1
 *     or more. Hooks, notices and machines take their real time
 */
public record AwsSettings(
        String region,
        String account,
        Path directory,
        Map<String, String> environment,
        double speed) {

    public AwsSettings {
        environment = Map.copyOf(environment);
        if (!(speed >= 1) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("speed " + speed + ": must be 1 or more");
        }
    }

    /** Frankfurt, in real time. */
    public static AwsSettings in(Path directory) {
        return new AwsSettings("eu-central-1", "123456789012", directory, Map.of(), 1);
    }
}
