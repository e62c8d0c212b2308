package io.spillway.localcloud.aws.metadata;

import java.time.Instant;

/**
 * A scheduled event of an instance (EC2 user guide, "Scheduled events for Amazon EC2 instances").
 *
 * @param code {@code instance-stop}, {@code instance-retirement}, {@code instance-reboot}, {@code
 *     system-reboot} or {@code system-maintenance}
 * @param id {@code instance-event-…}
 * @param state {@code active}, {@code completed} or {@code canceled}
 */
public record MaintenanceEvent(
        String id,
        String code,
        String description,
        String state,
        Instant notBefore,
        Instant notAfter) {}
