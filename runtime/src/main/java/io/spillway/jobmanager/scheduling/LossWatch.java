package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.Alarm;
import io.spillway.jobmanager.drain.SuspectedTaskManagers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.runtime.io.network.netty.exception.RemoteTransportException;
import org.apache.flink.runtime.jobmaster.SlotInfo;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPool;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Concludes from what fails that a TaskManager is most likely dead. Its slots stay in the pool
 * until heartbeats have noticed; a restart must not use them. Confined to the JobMaster's main
 * thread.
 */
final class LossWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LossWatch.class);

    private final String job;
    private final SuspectedTaskManagers suspects;
    private final DeclarativeSlotPool slotPool;
    private final BooleanSupplier canRunOnTheOthers;
    private final Alarm alarm;
    private final Runnable visibleSlotsChanged;

    LossWatch(
            String job,
            SuspectedTaskManagers suspects,
            DeclarativeSlotPool slotPool,
            BooleanSupplier canRunOnTheOthers,
            Alarm alarm,
            Runnable visibleSlotsChanged) {
        this.job = job;
        this.suspects = suspects;
        this.slotPool = slotPool;
        this.canRunOnTheOthers = canRunOnTheOthers;
        this.alarm = alarm;
        this.visibleSlotsChanged = visibleSlotsChanged;
    }

    /** A task has failed; perhaps because it couldn't reach another TaskManager. */
    void taskFailed(Throwable failure) {
        Optional<RemoteTransportException> unreachable =
                ExceptionUtils.findThrowable(failure, RemoteTransportException.class);
        if (unreachable.isEmpty()) {
            return;
        }
        SocketAddress address = unreachable.get().getAddress();
        slotPool.getAllSlotsInformation().stream()
                .map(SlotInfo::getTaskManagerLocation)
                .filter(at -> address.equals(new InetSocketAddress(at.address(), at.dataPort())))
                .map(at -> at.getResourceID().toString())
                .findAny()
                .ifPresent(this::unreachable);
    }

    /** A TaskManager that is still registered can't be reached. */
    void unreachable(String taskManager) {
        if (slotPool.getAllSlotsInformation().stream()
                        .noneMatch(
                                slot ->
                                        slot.getTaskManagerLocation()
                                                .getResourceID()
                                                .toString()
                                                .equals(taskManager))
                || !suspects.suspect(taskManager)) {
            return;
        }
        if (!canRunOnTheOthers.getAsBoolean()) {
            // Better to try it again than to wait with nothing at all.
            suspects.clear(taskManager);
            return;
        }
        LOG.info(
                "Job {}: TaskManager {} can't be reached; not used for {} ms unless it proves to be lost",
                job,
                taskManager,
                suspects.term().toMillis());
        alarm.in(suspects.term().plusMillis(1), visibleSlotsChanged);
    }

    /** It is gone, so that one that comes under its id is a new one. */
    void left(String taskManager) {
        suspects.clear(taskManager);
    }
}
