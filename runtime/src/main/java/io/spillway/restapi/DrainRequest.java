package io.spillway.restapi;

import java.util.List;

/**
 * The body of {@code POST /fleet/drains}.
 *
 * @param taskManagers resource ids of the TaskManagers to drain; at least one
 * @param reason a {@link io.spillway.spi.cloud.NoticeKind} by name; SHUTDOWN when absent
 * @param timeLeftMs milliseconds until the machines are gone, positive; null when no deadline is
 *     known
 * @param noticeAgeMs for how many milliseconds, at most, the notice may have been there before this
 *     request, not negative: so long others have had time to say that they go as well. 0 when null
 * @param onlyOnceReplaced whether to refuse it, by 409, unless the others in service have as many
 *     slots as the job had when that was first asked for. False when null
 */
public record DrainRequest(
        List<String> taskManagers,
        String reason,
        Long timeLeftMs,
        Long noticeAgeMs,
        Boolean onlyOnceReplaced) {

    /** One for a notice that has just come. */
    public DrainRequest(List<String> taskManagers, String reason, Long timeLeftMs) {
        this(taskManagers, reason, timeLeftMs, null, null);
    }
}
