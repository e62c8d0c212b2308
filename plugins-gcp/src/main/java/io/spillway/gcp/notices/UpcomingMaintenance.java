package io.spillway.gcp.notices;

import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.Json;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Maintenance that Google plans for the VM's host, days ahead: {@code
 * instance/upcoming-maintenance}. Advice until shortly before; then a VM that isn't migrated is
 * drained, so that it is replaced in time (<a
 * href="https://cloud.google.com/compute/docs/instances/monitor-plan-host-maintenance-event">Monitor
 * and plan for a host maintenance event</a>). Not all VMs have it.
 */
public final class UpcomingMaintenance implements TerminationNotices {
    private static final String KEY = "instance/upcoming-maintenance";

    /** How long before the event the machine is drained: time for a replacement to boot. */
    static final Duration LEAD = Duration.ofMinutes(10);

    /** It comes days ahead, and needn't be seen within the minute. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    private final InstanceMetadata metadata;
    private final boolean migrates;
    private final Duration every;
    private final Clock clock;
    private Instant next = Instant.MIN;
    private Optional<Instant> planned = Optional.empty();

    /**
     * @param migrates whether the VM is migrated for maintenance, and goes on
     * @param every how long an answer is good for: {@link #EVERY}, but for tests
     */
    public UpcomingMaintenance(
            InstanceMetadata metadata, boolean migrates, Duration every, Clock clock) {
        this.metadata = metadata;
        this.migrates = migrates;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KEY;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            planned = ask(timeout);
            next = now.plus(every);
        }
        return planned.map(start -> notice(Duration.between(now, start)));
    }

    private Optional<Instant> ask(Duration timeout) throws CloudException {
        Optional<String> text;
        try {
            text = metadata.get(KEY + "?alt=json", timeout);
        } catch (InstanceMetadata.UnavailableException e) {
            if (e.nothingYet()) {
                return Optional.empty();
            }
            throw e;
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> members;
        try {
            members = Json.members(text.get());
        } catch (IllegalArgumentException e) {
            throw new CloudException("%s can't be read: %s".formatted(KEY, e.getMessage()), e);
        }
        return Optional.ofNullable(
                        members.getOrDefault("windowstarttime", members.get("starttime")))
                .flatMap(UpcomingMaintenance::time);
    }

    private TerminationNotice notice(Duration left) {
        boolean soon = left.compareTo(LEAD) <= 0;
        return new TerminationNotice(NoticeKind.MAINTENANCE, Optional.of(left), soon && !migrates);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text.strip()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
