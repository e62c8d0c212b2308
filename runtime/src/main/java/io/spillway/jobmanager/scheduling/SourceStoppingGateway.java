package io.spillway.jobmanager.scheduling;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;

/** Triggers checkpoints through a {@link SourceStop}. As thread-safe as what it wraps. */
final class SourceStoppingGateway extends ForwardingTaskManagerGateway {

    private final TaskManagerGateway gateway;
    private final SourceStop sources;

    SourceStoppingGateway(TaskManagerGateway gateway, SourceStop sources) {
        super(gateway);
        this.gateway = gateway;
        this.sources = sources;
    }

    @Override
    public CompletableFuture<Acknowledge> triggerCheckpoint(
            ExecutionAttemptID task,
            JobID job,
            long checkpointId,
            long timestamp,
            CheckpointOptions options) {
        return sources.trigger(gateway, task, job, checkpointId, timestamp, options);
    }
}
