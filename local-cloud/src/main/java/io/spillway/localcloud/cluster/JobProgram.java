package io.spillway.localcloud.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * The job that a cluster runs.
 *
 * @param jar the job's jar, whose manifest names its entry class
 * @param arguments for the job's {@code main}
 */
public record JobProgram(Path jar, List<String> arguments) {
    public JobProgram {
        jar = jar.toAbsolutePath();
        arguments = List.copyOf(arguments);
    }
}
