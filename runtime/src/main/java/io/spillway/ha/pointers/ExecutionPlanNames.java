package io.spillway.ha.pointers;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmanager.ExecutionPlanStoreUtil;

/** What jobs' execution plans are called in the cluster's manifest. */
public enum ExecutionPlanNames implements ExecutionPlanStoreUtil {
    INSTANCE;

    /** What all names begin with. */
    public static final String PREFIX = "executionPlan-";

    @Override
    public String jobIDToName(JobID jobId) {
        return PREFIX + jobId.toHexString();
    }

    /**
     * @throws IllegalArgumentException when it is no such name
     */
    @Override
    public JobID nameToJobID(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "'%s' isn't the name of an execution plan".formatted(name));
        }
        return JobID.fromHexString(name.substring(PREFIX.length()));
    }
}
