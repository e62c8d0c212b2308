package io.spillway.restapi;

import io.spillway.spi.cloud.NoticeKind;

/**
 * One TaskManager's drain as the JobManager tells it.
 *
 * @param taskManager the TaskManager's resource id, which is the instance id
 * @param state how far it has come
 * @param reason why it drains
 * @param timeLeftMs milliseconds until the machine is gone; null when no deadline is known
 * @param checkpointId the checkpoint that the move restored from; null until there is one
 * @param elapsedMs milliseconds since the drain was accepted; stands still once the state is final
 */
public record DrainView(
        String taskManager,
        DrainState state,
        NoticeKind reason,
        Long timeLeftMs,
        Long checkpointId,
        long elapsedMs) {}
