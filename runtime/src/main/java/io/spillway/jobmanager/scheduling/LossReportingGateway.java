package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.deployment.TaskDeploymentDescriptor;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.PartitionInfo;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedValue;

/**
 * Tells when a call to a TaskManager finds nobody there. Flink itself draws no conclusion from that
 * before its heartbeats have failed, too. As thread-safe as what it wraps.
 */
final class LossReportingGateway extends ForwardingTaskManagerGateway {

    private final String taskManager;
    private final Consumer<String> unreachable;

    /**
     * @param unreachable told the TaskManager's resource id when a call to it found nobody; on any
     *     thread
     */
    LossReportingGateway(
            TaskManagerGateway gateway, String taskManager, Consumer<String> unreachable) {
        super(gateway);
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
    public CompletableFuture<Acknowledge> submitTask(
            TaskDeploymentDescriptor descriptor, Duration timeout) {
        return observed(super.submitTask(descriptor, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> cancelTask(ExecutionAttemptID task, Duration timeout) {
        return observed(super.cancelTask(task, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> updatePartitions(
            ExecutionAttemptID task, Iterable<PartitionInfo> partitions, Duration timeout) {
        return observed(super.updatePartitions(task, partitions, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> triggerCheckpoint(
            ExecutionAttemptID task,
            JobID job,
            long checkpointId,
            long timestamp,
            CheckpointOptions options) {
        return observed(super.triggerCheckpoint(task, job, checkpointId, timestamp, options));
    }

    @Override
    public CompletableFuture<Acknowledge> freeSlot(
            AllocationID allocation, Throwable cause, Duration timeout) {
        return observed(super.freeSlot(allocation, cause, timeout));
    }

    @Override
    public CompletableFuture<Acknowledge> sendOperatorEventToTask(
            ExecutionAttemptID task, OperatorID operator, SerializedValue<OperatorEvent> event) {
        return observed(super.sendOperatorEventToTask(task, operator, event));
    }
}
