package io.spillway.jobmanager.scheduling;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.runtime.jobmaster.LogicalSlot;
import org.apache.flink.runtime.jobmaster.SlotInfo;
import org.apache.flink.runtime.jobmaster.slotpool.PhysicalSlot;
import org.apache.flink.runtime.scheduler.adaptive.JobSchedulingPlan;
import org.apache.flink.runtime.scheduler.adaptive.JobSchedulingPlan.SlotAssignment;
import org.apache.flink.runtime.scheduler.adaptive.allocator.JobAllocationsInformation;
import org.apache.flink.runtime.scheduler.adaptive.allocator.JobInformation;
import org.apache.flink.runtime.scheduler.adaptive.allocator.ReservedSlots;
import org.apache.flink.runtime.scheduler.adaptive.allocator.SlotAllocator;
import org.apache.flink.runtime.scheduler.adaptive.allocator.SlotSharingSlotAllocator.ExecutionSlotSharingGroup;
import org.apache.flink.runtime.scheduler.adaptive.allocator.VertexParallelism;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;
import org.apache.flink.runtime.util.ResourceCounter;

/**
 * Plans with the slots of TaskManagers that aren't hidden.
 *
 * <p>The slot pool keeps the hidden slots: what it doesn't report, the TaskManager would free on
 * its next heartbeat, and the tasks in them would fail.
 */
final class DrainingSlotAllocator implements SlotAllocator {

    private final SlotAllocator delegate;
    private final Predicate<String> drained;
    private final Predicate<String> suspected;
    private Set<String> spared = Set.of();
    private Consumer<String> unreachable = taskManager -> {};
    private SourceStop sources = new SourceStop();
    private ResourceCounter required = ResourceCounter.empty();

    /**
     * @param drained whether a TaskManager, given its resource id, may not be used because it will
     *     go
     * @param suspected whether it may not be used because it seems to be lost
     */
    DrainingSlotAllocator(
            SlotAllocator delegate, Predicate<String> drained, Predicate<String> suspected) {
        this.delegate = delegate;
        this.drained = drained;
        this.suspected = suspected;
    }

    /** From now on these may be used although they are drained, and no others. */
    void spare(Set<String> taskManagers) {
        spared = Set.copyOf(taskManagers);
    }

    /**
     * Says who is told, on any thread, that nobody answers at a TaskManager, by its resource id.
     */
    void onUnreachable(Consumer<String> listener) {
        unreachable = listener;
    }

    /** What stops the sources of the tasks for which slots were reserved last. */
    SourceStop sources() {
        return sources;
    }

    /** How many slots the job would like to have, as of the last time that it was asked. */
    int requiredSlots() {
        return required.getTotalResourceCount();
    }

    /**
     * What the slot pool should ask for: a slot more for each one that may not be used, so that a
     * TaskManager that has nothing to do can take over its work in the same restart.
     *
     * @param slots those in the pool
     */
    ResourceCounter toDeclare(Collection<? extends SlotInfo> slots) {
        ResourceCounter declared = required;
        for (SlotInfo slot : slots) {
            if (!isVisible(slot) && !required.isEmpty()) {
                declared = declared.add(required.getResources().iterator().next(), 1);
            }
        }
        return declared;
    }

    /** Whether a slot may be used. */
    boolean isVisible(SlotInfo slot) {
        String taskManager = slot.getTaskManagerLocation().getResourceID().toString();
        return (spared.contains(taskManager) || !drained.test(taskManager))
                && !suspected.test(taskManager);
    }

    @Override
    public ResourceCounter calculateRequiredSlots(
            Iterable<JobInformation.VertexInformation> vertices) {
        required = delegate.calculateRequiredSlots(vertices);
        return required;
    }

    @Override
    public Optional<VertexParallelism> determineParallelism(
            JobInformation jobInformation, Collection<? extends SlotInfo> slots) {
        return delegate.determineParallelism(jobInformation, visible(slots));
    }

    @Override
    public Optional<JobSchedulingPlan> determineParallelismAndCalculateAssignment(
            JobInformation jobInformation,
            Collection<PhysicalSlot> slots,
            JobAllocationsInformation jobAllocationsInformation) {
        return delegate.determineParallelismAndCalculateAssignment(
                jobInformation, visible(slots), jobAllocationsInformation);
    }

    /** Refuses a plan that was made before one of its TaskManagers was hidden. */
    @Override
    public Optional<ReservedSlots> tryReserveResources(JobSchedulingPlan plan) {
        boolean usable =
                plan.getSlotAssignments().stream().allMatch(a -> isVisible(a.getSlotInfo()));
        return usable
                ? delegate.tryReserveResources(plan).map(reserved -> wrapped(plan, reserved))
                : Optional.empty();
    }

    private ReservedSlots wrapped(JobSchedulingPlan plan, ReservedSlots reserved) {
        sources = new SourceStop();
        Map<ExecutionVertexID, LogicalSlot> slots = new HashMap<>();
        for (SlotAssignment assignment : plan.getSlotAssignments()) {
            for (ExecutionVertexID task :
                    assignment
                            .getTargetAs(ExecutionSlotSharingGroup.class)
                            .getContainedExecutionVertices()) {
                slots.put(task, wrapped(reserved.getSlotFor(task)));
            }
        }
        return ReservedSlots.create(slots);
    }

    private LogicalSlot wrapped(LogicalSlot slot) {
        return new SlotWithGateway(
                slot,
                new LossReportingGateway(
                        new SourceStoppingGateway(slot.getTaskManagerGateway(), sources),
                        slot.getTaskManagerLocation().getResourceID().toString(),
                        taskManager -> unreachable.accept(taskManager)));
    }

    private <S extends SlotInfo> List<S> visible(Collection<S> slots) {
        return slots.stream().filter(this::isVisible).toList();
    }
}
