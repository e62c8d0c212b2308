package io.spillway.gcp.notices;

import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Somebody stops or deletes a VM that has a graceful shutdown, which waits for the work on it: the
 * key that Google's guest agent waits for, {@code instance/shutdown-details/stop-state}, becomes
 * {@code PENDING_STOP}.
 */
public final class GracefulShutdown implements TerminationNotices {
    private static final String KEY = "instance/shutdown-details/stop-state";
    private static final String LONGEST = "instance/shutdown-details/max-duration";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final InstanceMetadata metadata;
    private final LongPoll poll;
    private final Countdown countdown;

    public GracefulShutdown(InstanceMetadata metadata, Pace pace, LongSupplier nanos) {
        this.metadata = metadata;
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
        if (poll.next(timeout.minus(SHORT)).filter("PENDING_STOP"::equals).isEmpty()) {
            countdown.reset();
            return Optional.empty();
        }
        Optional<Duration> longest =
                metadata.get(LONGEST, SHORT)
                        .map(String::strip)
                        .filter(text -> text.matches("[0-9]{1,6}"))
                        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        return Optional.of(
                TerminationNotice.certain(
                        NoticeKind.SHUTDOWN, countdown.left(longest.orElse(Preemption.SHUTDOWN))));
    }
}
