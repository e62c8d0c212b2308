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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** EC2 takes a Spot instance back: two minutes ahead, or at once when it hibernates. */
public final class SpotInterruption implements TerminationNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SpotInterruption.class);

    private static final String ITEM = "spot/instance-action";

    /**
     * What is left for sure when the notice can't be read: two minutes less what is lost by then.
     */
    private static final Duration UNREADABLE = Duration.ofSeconds(100);

    private final InstanceMetadata metadata;
    private final Clock clock;
    private Instant unreadableUntil;

    public SpotInterruption(InstanceMetadata metadata, Clock clock) {
        this.metadata = metadata;
        this.clock = clock;
    }

    @Override
    public String name() {
        return ITEM;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        Optional<String> text = metadata.get(ITEM, timeout);
        if (text.isEmpty()) {
            unreadableUntil = null;
            return Optional.empty();
        }
        return Optional.of(
                TerminationNotice.certain(NoticeKind.SPOT_INTERRUPTION, timeLeft(text.get())));
    }

    private Duration timeLeft(String text) {
        Instant now = clock.instant();
        try {
            JsonNode notice = Json.parse(text);
            if (Json.text(notice, "action").filter("hibernate"::equals).isPresent()) {
                // That begins with the notice.
                return Duration.ZERO;
            }
            Instant end = Instant.parse(Json.text(notice, "time").orElse(""));
            return Duration.between(now, end);
        } catch (IllegalArgumentException | DateTimeException e) {
            if (unreadableUntil == null) {
                unreadableUntil = now.plus(UNREADABLE);
                LOG.warn(
                        "{} can't be read ({}); taken for {} s from now: {}",
                        ITEM,
                        e.getMessage(),
                        UNREADABLE.toSeconds(),
                        text.replaceAll("\\s+", " "));
            }
            return Duration.between(now, unreadableUntil);
        }
    }
}
