package io.spillway.ha;

import io.spillway.ha.pointers.ClusterSetup;
import io.spillway.ha.pointers.StoredJobs;

/**
 * A job is stored that isn't this process's to go on with: it was started with another program, or
 * it is another cluster's, which has the same id.
 */
public final class OtherProgramException extends Exception {

    /**
     * @param location of the cluster's manifest
     */
    OtherProgramException(String location, StoredJobs stored, ClusterSetup mine) {
        super(
                "%s. If this is another cluster, give all of its machines a high-availability.cluster-id of its own, both have '%s'%s."
                        .formatted(
                                stored.isOtherProgram(mine)
                                        ? program(location, stored, mine)
                                        : checkpoints(location, stored, mine),
                                mine.clusterId(),
                                stored.origin()
                                        .map(origin -> " (there: " + origin + ")")
                                        .orElse("")));
    }

    private static String program(String location, StoredJobs stored, ClusterSetup mine) {
        return "The job that is stored in %s was started %s: put that back, or change it with \"spillway upgrade\""
                .formatted(location, mine.program().differenceTo(stored.program().orElseThrow()));
    }

    private static String checkpoints(String location, StoredJobs stored, ClusterSetup mine) {
        return "The job that is stored in %s has its checkpoints in %s, and here execution.checkpointing.dir is %s: put that back, or change it with \"spillway upgrade --same-jar\""
                .formatted(
                        location,
                        stored.origin().orElseThrow().checkpoints().orElse("no directory"),
                        mine.origin().checkpoints().orElse("not set"));
    }
}
