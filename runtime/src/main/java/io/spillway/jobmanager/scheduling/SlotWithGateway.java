package io.spillway.jobmanager.scheduling;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.jobmanager.scheduler.Locality;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.jobmaster.LogicalSlot;
import org.apache.flink.runtime.jobmaster.SlotRequestId;
import org.apache.flink.runtime.taskmanager.TaskManagerLocation;

/** A slot whose TaskManager is spoken to through another gateway than its own. */
final class SlotWithGateway implements LogicalSlot {

    private final LogicalSlot slot;
    private final TaskManagerGateway gateway;

    SlotWithGateway(LogicalSlot slot, TaskManagerGateway gateway) {
        this.slot = slot;
        this.gateway = gateway;
    }

    @Override
    public TaskManagerGateway getTaskManagerGateway() {
        return gateway;
    }

    @Override
    public TaskManagerLocation getTaskManagerLocation() {
        return slot.getTaskManagerLocation();
    }

    @Override
    public Locality getLocality() {
        return slot.getLocality();
    }

    @Override
    public boolean isAlive() {
        return slot.isAlive();
    }

    @Override
    public boolean tryAssignPayload(Payload payload) {
        return slot.tryAssignPayload(payload);
    }

    @Override
    public Payload getPayload() {
        return slot.getPayload();
    }

    @Override
    public CompletableFuture<?> releaseSlot(Throwable cause) {
        return slot.releaseSlot(cause);
    }

    @Override
    public AllocationID getAllocationId() {
        return slot.getAllocationId();
    }

    @Override
    public SlotRequestId getSlotRequestId() {
        return slot.getSlotRequestId();
    }
}
