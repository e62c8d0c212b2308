package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.deployment.TaskDeploymentDescriptor;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.PartitionInfo;
import org.apache.flink.runtime.io.network.partition.ResultPartitionID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedValue;

/**
 * A TaskManager as the tasks of one deployment see it: checkpoints are triggered through a {@link
 * SourceStop}, and it is told when a call finds nobody there. Flink itself draws no conclusion from
 * that before its heartbeats have failed, too.
 *
 * <p>Safe for use by several threads, as far as what it wraps is.
 */
final class ObservedTaskManager implements TaskManagerGateway {

    private final TaskManagerGateway gateway;
    private final SourceStop sources;
    private final String taskManager;
    private final Consumer<String> unreachable;

    /**
     * @param unreachable told the TaskManager's resource id when a call to it found nobody; on any
     *     thread
     */
    ObservedTaskManager(
            TaskManagerGateway gateway,
            SourceStop sources,
            String taskManager,
            Consumer<String> unreachable) {
        this.gateway = gateway;
        this.sources = sources;
        this.taskManager = taskManager;
        this.unreachable = unreachable;
    }

    private CompletableFuture<Acknowledge> observed(CompletableFuture<Acknowledge> call) {
        return call.whenComplete(
                (ack, failure) -> {
                    if (failure != null
                            && ExceptionUtils.findThrowable(
                                            failure, RecipientUnreachableException.class)
                                    .isPresent()) {
                        unreachable.accept(taskManager);
                    }
                });
    }

    @Override
    public String getAddress() {
        return gateway.getAddress();
    }

    @Override
    public CompletableFuture<Acknowledge> submitTask(
            TaskDeploymentDescriptor descriptor, Duration timeout) {
        return observed(gateway.submitTask(descriptor, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> cancelTask(ExecutionAttemptID task, Duration timeout) {
        return observed(gateway.cancelTask(task, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> updatePartitions(
            ExecutionAttemptID task, Iterable<PartitionInfo> partitions, Duration timeout) {
        return observed(gateway.updatePartitions(task, partitions, timeout));
    }

    @Override
    public void releasePartitions(JobID job, Set<ResultPartitionID> partitions) {
        gateway.releasePartitions(job, partitions);
    }

    @Override
    public void notifyCheckpointOnComplete(
            ExecutionAttemptID task,
            JobID job,
            long completedId,
            long completedTimestamp,
            long lastSubsumedId) {
        gateway.notifyCheckpointOnComplete(
                task, job, completedId, completedTimestamp, lastSubsumedId);
    }

    @Override
    public void notifyCheckpointAborted(
            ExecutionAttemptID task,
            JobID job,
            long checkpointId,
            long latestCompletedId,
            long timestamp) {
        gateway.notifyCheckpointAborted(task, job, checkpointId, latestCompletedId, timestamp);
    }

    @Override
    public CompletableFuture<Acknowledge> triggerCheckpoint(
            ExecutionAttemptID task,
            JobID job,
            long checkpointId,
            long timestamp,
            CheckpointOptions options) {
        return observed(sources.trigger(gateway, task, job, checkpointId, timestamp, options));
    }

    @Override
    public CompletableFuture<Acknowledge> freeSlot(
            AllocationID allocation, Throwable cause, Duration timeout) {
        return observed(gateway.freeSlot(allocation, cause, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> sendOperatorEventToTask(
            ExecutionAttemptID task, OperatorID operator, SerializedValue<OperatorEvent> event) {
        return observed(gateway.sendOperatorEventToTask(task, operator, event));
    }
}
