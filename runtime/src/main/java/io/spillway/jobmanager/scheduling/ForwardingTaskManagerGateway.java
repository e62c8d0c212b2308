package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.apache.flink.util.SerializedValue;

/** Passes every call on, for subclasses that change some. */
abstract class ForwardingTaskManagerGateway implements TaskManagerGateway {

    private final TaskManagerGateway gateway;

    ForwardingTaskManagerGateway(TaskManagerGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public String getAddress() {
        return gateway.getAddress();
    }

    @Override
    public CompletableFuture<Acknowledge> submitTask(
            TaskDeploymentDescriptor descriptor, Duration timeout) {
        return gateway.submitTask(descriptor, timeout);
    }

    @Override
    public CompletableFuture<Acknowledge> cancelTask(ExecutionAttemptID task, Duration timeout) {
        return gateway.cancelTask(task, timeout);
    }

    @Override
    public CompletableFuture<Acknowledge> updatePartitions(
            ExecutionAttemptID task, Iterable<PartitionInfo> partitions, Duration timeout) {
        return gateway.updatePartitions(task, partitions, timeout);
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
        return gateway.triggerCheckpoint(task, job, checkpointId, timestamp, options);
    }

    @Override
    public CompletableFuture<Acknowledge> freeSlot(
            AllocationID allocation, Throwable cause, Duration timeout) {
        return gateway.freeSlot(allocation, cause, timeout);
    }

    @Override
    public CompletableFuture<Acknowledge> sendOperatorEventToTask(
            ExecutionAttemptID task, OperatorID operator, SerializedValue<OperatorEvent> event) {
        return gateway.sendOperatorEventToTask(task, operator, event);
    }
}
