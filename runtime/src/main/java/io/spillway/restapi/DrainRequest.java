package io.spillway.restapi;

import java.util.List;

/**
 * The body of {@code POST /fleet/drains}.
 *
 * @param taskManagers resource ids of the TaskManagers to drain; at least one
 * @param reason a {@link io.spillway.spi.cloud.NoticeKind} by name; SHUTDOWN when absent
 * @param timeLeftMs milliseconds until the machines are gone, positive; null when no deadline is
 *     known
 */
public record DrainRequest(List<String> taskManagers, String reason, Long timeLeftMs) {}
