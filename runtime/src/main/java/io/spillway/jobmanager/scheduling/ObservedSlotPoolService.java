package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import java.util.Collection;
import org.apache.flink.api.common.ApplicationID;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPoolFactory;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPoolService;
import org.apache.flink.runtime.taskexecutor.slot.SlotOffer;
import org.apache.flink.runtime.taskmanager.TaskManagerLocation;
import org.apache.flink.util.clock.Clock;

/** Flink's slot pool service, which also tells when TaskManagers come and go. */
final class ObservedSlotPoolService extends DeclarativeSlotPoolService {

    /** Called on the job's main thread. */
    interface Observer {
        /** A TaskManager isn't connected to the job any more; its slots are about to go. */
        void taskManagerLeaves(String taskManager);

        /** Slots have come or gone. */
        void slotsChanged();
    }

    private static final Observer NOBODY =
            new Observer() {
                @Override
                public void taskManagerLeaves(String taskManager) {}

                @Override
                public void slotsChanged() {}
            };

    private Observer observer = NOBODY;

    ObservedSlotPoolService(
            JobID jobId,
            ApplicationID applicationId,
            DeclarativeSlotPoolFactory declarativeSlotPoolFactory,
            Clock clock,
            Duration idleSlotTimeout,
            Duration rpcTimeout,
            Duration slotRequestMaxInterval,
            ComponentMainThreadExecutor mainThreadExecutor) {
        super(
                jobId,
                applicationId,
                declarativeSlotPoolFactory,
                clock,
                idleSlotTimeout,
                rpcTimeout,
                slotRequestMaxInterval,
                mainThreadExecutor);
    }

    void observe(Observer newObserver) {
        observer = newObserver;
    }

    @Override
    public Collection<SlotOffer> offerSlots(
            TaskManagerLocation taskManagerLocation,
            TaskManagerGateway taskManagerGateway,
            Collection<SlotOffer> offers) {
        Collection<SlotOffer> accepted =
                super.offerSlots(taskManagerLocation, taskManagerGateway, offers);
        if (!accepted.isEmpty()) {
            observer.slotsChanged();
        }
        return accepted;
    }

    @Override
    public boolean releaseTaskManager(ResourceID taskManagerId, Exception cause) {
        observer.taskManagerLeaves(taskManagerId.toString());
        boolean wasThere = super.releaseTaskManager(taskManagerId, cause);
        observer.slotsChanged();
        return wasThere;
    }
}
