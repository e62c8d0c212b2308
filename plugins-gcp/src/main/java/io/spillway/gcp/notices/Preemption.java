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
 * Compute Engine preempts a Spot VM: {@code instance/preempted} becomes {@code TRUE} together with
 * the press of the power button, 30 s before its end, or earlier by the preemption notice duration
 * of the VM's template, which its metadata don't tell.
 */
public final class Preemption implements TerminationNotices {
    private static final String KEY = "instance/preempted";

    /**
     * From the power button to the end (<a
     * href="https://cloud.google.com/compute/docs/instances/spot#preemption-process">preemption
     * process</a>).
     */
    public static final Duration SHUTDOWN = Duration.ofSeconds(30);

    private final LongPoll poll;
    private final Countdown countdown;
    private final Duration window;

    /**
     * @param notice the template's preemption notice duration; zero when it has none. Once it is
     *     over the power button ends services, so no more than that is counted on.
     */
    public Preemption(InstanceMetadata metadata, Duration notice, Pace pace, LongSupplier nanos) {
        this.poll = new LongPoll(metadata, KEY, pace);
        this.countdown = new Countdown(nanos);
        this.window = notice.compareTo(SHUTDOWN) > 0 ? notice : SHUTDOWN;
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
        if (poll.next(timeout).filter("TRUE"::equalsIgnoreCase).isEmpty()) {
            countdown.reset();
            return Optional.empty();
        }
        return Optional.of(
                TerminationNotice.certain(NoticeKind.PREEMPTION, countdown.left(window)));
    }
}
