package io.spillway.gcp.notices;

import io.spillway.cloud.machine.MetadataException;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.notices.Pace.Outcome;
import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for one key's changes. Not thread-safe. */
final class LongPoll {
    private final InstanceMetadata metadata;
    private final String key;
    private final Pace pace;
    private final CountDownLatch never = new CountDownLatch(1);

    private Optional<String> etag = Optional.empty();
    private Optional<CloudException> failure = Optional.empty();
    private Outcome last = Outcome.ABSENT;
    private int times;
    private long notBefore = System.nanoTime();

    LongPoll(InstanceMetadata metadata, String key, Pace pace) {
        this.metadata = metadata;
        this.key = key;
        this.pace = pace;
    }

    /**
     * The value now, the first time and after a failure; later on when it has changed, or the time
     * is over. Empty where there is no such key.
     */
    Optional<String> next(Duration timeout) throws CloudException {
        long until = System.nanoTime() + timeout.toNanos();
        if (!paused(until)) {
            if (failure.isPresent()) {
                throw new CloudException(failure.get().getMessage(), failure.get());
            }
            return Optional.empty();
        }
        Duration left = Duration.ofNanos(until - System.nanoTime());
        Optional<InstanceMetadata.Value> value;
        try {
            value =
                    etag.isEmpty()
                            ? metadata.read(key, left)
                            : metadata.awaitChange(key, etag.get(), left);
        } catch (MetadataException e) {
            failure = Optional.of(e);
            pause(
                    e instanceof InstanceMetadata.ThrottledException
                            ? Outcome.THROTTLED
                            : Outcome.FAILED);
            throw e;
        }
        failure = Optional.empty();
        etag = value.flatMap(InstanceMetadata.Value::etag);
        if (value.isEmpty()) {
            pause(Outcome.ABSENT);
        } else {
            times = 0;
        }
        return value.map(each -> each.text().strip());
    }

    private void pause(Outcome outcome) {
        times = outcome == last ? times + 1 : 1;
        last = outcome;
        notBefore = System.nanoTime() + pace.after(outcome, times).toNanos();
        // Whatever has happened meanwhile is to be seen at once.
        etag = Optional.empty();
    }

    /** Waits for the end of the pause; false when the time is over before that. */
    private boolean paused(long until) {
        long now = System.nanoTime();
        if (notBefore - now <= 0) {
            return true;
        }
        try {
            boolean unused = never.await(Math.min(notBefore, until) - now, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return until - notBefore > 0;
    }
}
