package io.spillway.spi.cloud;

import io.spillway.testing.SteeredNotices;
import io.spillway.testing.TerminationNoticesContract;
import java.time.Duration;
import java.util.Optional;

/** The fake that the agent's tests use keeps the contract. */
class TerminationNoticesTest extends TerminationNoticesContract {
    private final SteeredNotices source = new SteeredNotices("steered");

    @Override
    protected TerminationNotices source() {
        return source;
    }

    @Override
    protected void announce() {
        source.notice = Optional.of(TerminationNotice.certain(kind(), Duration.ofMinutes(2)));
    }

    @Override
    protected void withdraw() {
        source.notice = Optional.empty();
    }

    @Override
    protected void breakDown() {
        source.failure = "503";
    }

    @Override
    protected void repair() {
        source.failure = null;
    }

    @Override
    protected NoticeKind kind() {
        return NoticeKind.PREEMPTION;
    }

    @Override
    protected boolean certain() {
        return true;
    }
}
