package io.spillway.ha;

import io.spillway.ha.pointers.ClusterSetup;
import io.spillway.ha.pointers.ExecutionPlanNames;
import io.spillway.ha.pointers.ManifestStateHandleStore;
import io.spillway.ha.pointers.Manifests;
import io.spillway.ha.pointers.StoredJobs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmanager.DefaultExecutionPlanStore;
import org.apache.flink.runtime.jobmanager.NoOpExecutionPlanStoreWatcher;
import org.apache.flink.runtime.persistence.StringResourceVersion;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored job graphs, of jobs that were started with what this process starts jobs with. A new
 * leader asks for their ids before it does anything to a job.
 */
final class StartedPlanStore extends DefaultExecutionPlanStore<StringResourceVersion> {
    private static final Logger LOG = LoggerFactory.getLogger(StartedPlanStore.class);

    /**
     * What this process starts jobs with.
     *
     * @param setup of this process
     * @param supersedes the hash of a jar whose stored jobs have been stopped, with a savepoint
     *     that this process starts from: they are not gone on with
     */
    record Started(ClusterSetup setup, Optional<String> supersedes) {}

    private final Manifests manifests;
    private final Supplier<Optional<Started>> started;

    StartedPlanStore(
            Manifests manifests,
            ManifestStateHandleStore<ExecutionPlan> plans,
            Supplier<Optional<Started>> started) {
        super(plans, NoOpExecutionPlanStoreWatcher.INSTANCE, ExecutionPlanNames.INSTANCE);
        this.manifests = manifests;
        this.started = started;
    }

    @Override
    public Collection<JobID> getJobIds() throws Exception {
        Optional<Started> mine = started.get();
        if (mine.isEmpty()) {
            return super.getJobIds();
        }
        ClusterSetup setup = mine.get().setup();
        Optional<StoredJobs> others = manifests.start(setup);
        if (others.isEmpty()) {
            return super.getJobIds();
        }
        if (mine.get().supersedes().filter(others.get()::areFromJar).isEmpty()) {
            throw new OtherProgramException(manifests.cluster().location(), others.get(), setup);
        }
        List<JobID> stopped = new ArrayList<>(super.getJobIds());
        for (JobID job : stopped) {
            LOG.info("Job {} isn't gone on with: upgraded", job);
            globalCleanupAsync(job, Runnable::run).get();
            manifests.deleteJob(job);
        }
        // Nothing is stored any more that was started otherwise.
        manifests.start(setup);
        return super.getJobIds();
    }
}
