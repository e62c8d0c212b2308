package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.ApplicationID;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointStoreUtil;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void checkpointsAreInOrder() {
        CheckpointNames names = CheckpointNames.INSTANCE;
        for (long id : new long[] {1, 9, 10, Long.MAX_VALUE}) {
            assertThat(names.nameToCheckpointID(names.checkpointIDToName(id))).isEqualTo(id);
        }
        assertThat(names.checkpointIDToName(9)).isLessThan(names.checkpointIDToName(10));
        assertThat(names.nameToCheckpointID("checkpoint-x"))
                .isEqualTo(CheckpointStoreUtil.INVALID_CHECKPOINT_ID);
        assertThat(names.nameToCheckpointID("else"))
                .isEqualTo(CheckpointStoreUtil.INVALID_CHECKPOINT_ID);
    }

    @Test
    void executionPlansAreOfJobs() {
        JobID job = new JobID();
        ExecutionPlanNames names = ExecutionPlanNames.INSTANCE;
        assertThat(names.nameToJobID(names.jobIDToName(job))).isEqualTo(job);
        assertThatThrownBy(() -> names.nameToJobID("application-1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void applicationsHaveTheirIds() {
        ApplicationID application = new ApplicationID();
        ApplicationNames names = ApplicationNames.INSTANCE;
        assertThat(names.nameToApplicationId(names.applicationIdToName(application)))
                .isEqualTo(application);
        assertThatThrownBy(() -> names.nameToApplicationId("executionPlan-1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
