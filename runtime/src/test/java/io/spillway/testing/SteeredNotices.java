package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Optional;

/** A source of notices that says what a test puts into it. */
public final class SteeredNotices implements TerminationNotices {
    private final String name;

    /** What the next question gets. */
    public Optional<TerminationNotice> notice = Optional.empty();

    /** When not null, it can't be asked, for this reason. */
    public String failure;

    /** Whether it has a turn more often than those that aren't. */
    public boolean urgent = true;

    /** How often it was asked. */
    public int asked;

    public SteeredNotices(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUrgent() {
        return urgent;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        asked++;
        if (failure != null) {
            throw new CloudException(failure);
        }
        return notice;
    }
}
