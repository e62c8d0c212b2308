package io.spillway.aws.notices;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.Json;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Events that AWS schedules for an instance, days ahead: its retirement, a stop, a reboot. Advice
 * until shortly before; then the machine is drained, so that it is replaced in time. Maintenance of
 * network or power ({@code system-maintenance}) doesn't end it and stays advice.
 */
public final class ScheduledMaintenance implements TerminationNotices {
    private static final String ITEM = "events/maintenance/scheduled";

    /** How long before the event the machine is drained: time for a replacement to boot. */
    static final Duration LEAD = Duration.ofMinutes(10);

    private static final Duration AT_SOME_TIME = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Comparator<TerminationNotice> CERTAIN_AND_SOON_FIRST =
            Comparator.comparing((TerminationNotice notice) -> !notice.certain())
                    .thenComparing(notice -> notice.timeLeft().orElse(AT_SOME_TIME));

    private static final Set<String> ENDS =
            Set.of("instance-stop", "instance-retirement", "instance-reboot", "system-reboot");

    /** Such as {@code 21 Jan 2019 09:00:43 GMT}. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss zzz", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final InstanceMetadata metadata;
    private final Clock clock;

    public ScheduledMaintenance(InstanceMetadata metadata, Clock clock) {
        this.metadata = metadata;
        this.clock = clock;
    }

    @Override
    public String name() {
        return ITEM;
    }

    @Override
    public boolean isUrgent() {
        return false;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        Optional<String> text = metadata.get(ITEM, timeout);
        return text.isEmpty() ? Optional.empty() : soonest(text.get());
    }

    private Optional<TerminationNotice> soonest(String text) throws CloudException {
        JsonNode events;
        try {
            events = Json.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CloudException("%s can't be read: %s".formatted(ITEM, e.getMessage()), e);
        }
        List<JsonNode> all = events.isArray() ? events.asArray() : List.of();
        return all.stream()
                .filter(ScheduledMaintenance::isToCome)
                .map(this::notice)
                .min(CERTAIN_AND_SOON_FIRST);
    }

    /** Events that are over, or called off, stay in the list for some days. */
    private static boolean isToCome(JsonNode event) {
        return Json.text(event, "State").orElse("active").equals("active");
    }

    private TerminationNotice notice(JsonNode event) {
        Optional<Duration> left =
                Json.text(event, "NotBefore")
                        .flatMap(ScheduledMaintenance::time)
                        .map(at -> Duration.between(clock.instant(), at));
        boolean ends = Json.text(event, "Code").filter(ENDS::contains).isPresent();
        boolean soon = left.filter(time -> time.compareTo(LEAD) <= 0).isPresent();
        return new TerminationNotice(NoticeKind.MAINTENANCE, left, ends && soon);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
