package io.spillway.jobmanager.scheduling;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.runtime.jobmaster.SlotInfo;
import org.apache.flink.runtime.jobmaster.slotpool.PhysicalSlot;
import org.apache.flink.runtime.scheduler.adaptive.JobSchedulingPlan;
import org.apache.flink.runtime.scheduler.adaptive.allocator.JobAllocationsInformation;
import org.apache.flink.runtime.scheduler.adaptive.allocator.JobInformation;
import org.apache.flink.runtime.scheduler.adaptive.allocator.ReservedSlots;
import org.apache.flink.runtime.scheduler.adaptive.allocator.SlotAllocator;
import org.apache.flink.runtime.scheduler.adaptive.allocator.VertexParallelism;
import org.apache.flink.runtime.util.ResourceCounter;

/**
 * Plans with the slots of TaskManagers that aren't hidden.
 *
 * <p>The slot pool keeps the hidden slots: what it doesn't report, the TaskManager would free on
 * its next heartbeat, and the tasks in them would fail.
 */
final class DrainingSlotAllocator implements SlotAllocator {

    private final SlotAllocator delegate;
    private final Predicate<String> hidden;
    private int requiredSlots;

    /**
     * @param hidden whether a TaskManager, given its resource id, may not be used
     */
    DrainingSlotAllocator(SlotAllocator delegate, Predicate<String> hidden) {
        this.delegate = delegate;
        this.hidden = hidden;
    }

    /** How many slots the job would like to have, as of the last time that it was asked. */
    int requiredSlots() {
        return requiredSlots;
    }

    /** Whether a slot may be used. */
    boolean isVisible(SlotInfo slot) {
        return !hidden.test(slot.getTaskManagerLocation().getResourceID().toString());
    }

    @Override
    public ResourceCounter calculateRequiredSlots(
            Iterable<JobInformation.VertexInformation> vertices) {
        ResourceCounter required = delegate.calculateRequiredSlots(vertices);
        requiredSlots = required.getTotalResourceCount();
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
        return usable ? delegate.tryReserveResources(plan) : Optional.empty();
    }

    private <S extends SlotInfo> List<S> visible(Collection<S> slots) {
        return slots.stream().filter(this::isVisible).toList();
    }
}
