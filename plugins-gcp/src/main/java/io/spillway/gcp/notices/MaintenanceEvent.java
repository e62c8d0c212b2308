package io.spillway.gcp.notices;

import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VM's host goes into maintenance within a minute: {@code instance/maintenance-event}. A VM
 * that is migrated goes on, so that is advice. Who asks for the key is given the minute; who never
 * does is not (<a
 * href="https://cloud.google.com/compute/docs/metadata/getting-live-migration-notice">Query
 * metadata server for maintenance event notices</a>).
 */
public final class MaintenanceEvent implements TerminationNotices {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceEvent.class);
    private static final String KEY = "instance/maintenance-event";
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final LongPoll poll;
    private final Countdown countdown;
    private String unknown = "";

    public MaintenanceEvent(InstanceMetadata metadata, Pace pace, LongSupplier nanos) {
        this.poll = new LongPoll(metadata, KEY, pace);
        this.countdown = new Countdown(nanos);
    }

    @Override
    public String name() {
        return KEY;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        String event = poll.next(timeout).orElse("NONE");
        boolean certain = false;
        switch (event) {
            case "NONE", "" -> {
                countdown.reset();
                return Optional.empty();
            }
            case "MIGRATE_ON_HOST_MAINTENANCE" -> {}
            case "TERMINATE_ON_HOST_MAINTENANCE" -> certain = true;
            default -> {
                if (!event.equals(unknown)) {
                    unknown = event;
                    LOG.warn("{} is {}, which isn't known here: taken for advice", KEY, event);
                }
            }
        }
        return Optional.of(
                new TerminationNotice(
                        NoticeKind.MAINTENANCE, Optional.of(countdown.left(WINDOW)), certain));
    }
}
