package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every source of {@link TerminationNotices} does: a plugin's test extends this. */
public abstract class TerminationNoticesContract {
    /** For one question. */
    protected static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The same, for a source that may wait so long. */
    protected Duration timeout() {
        return TIMEOUT;
    }

    /** The source, the same for all of a test. Its cloud has given no notice yet. */
    protected abstract TerminationNotices source() throws Exception;

    /** Has the cloud give a notice of that source's kind, with time left. */
    protected abstract void announce() throws Exception;

    /**
     * Has the cloud take it back. Not called where {@link #isWithdrawn} says that it never does.
     */
    protected abstract void withdraw() throws Exception;

    /** Whether the cloud ever takes such a notice back. */
    protected boolean isWithdrawn() {
        return true;
    }

    /** From now on the cloud can't be asked. */
    protected abstract void breakDown() throws Exception;

    /** Ends what {@link #breakDown} began. */
    protected abstract void repair() throws Exception;

    /** What kind of notice it is. */
    protected abstract NoticeKind kind();

    /** Whether what {@link #announce} brings is certain. */
    protected abstract boolean certain();

    @Test
    void withoutANoticeItSaysNothing() throws Exception {
        assertThat(source().poll(timeout())).isEmpty();
        assertThat(source().poll(timeout())).isEmpty();
    }

    @Test
    void aNoticeStaysInForceUntilItIsWithdrawn() throws Exception {
        source().poll(timeout());
        announce();
        assertAnnounced(source().poll(timeout()));
        assertAnnounced(source().poll(timeout()));
        if (!isWithdrawn()) {
            return;
        }
        withdraw();
        assertThat(source().poll(timeout())).isEmpty();
        announce();
        assertAnnounced(source().poll(timeout()));
    }

    @Test
    void aCloudThatCannotBeAskedIsOneLine() throws Exception {
        source().poll(timeout());
        breakDown();
        assertThatThrownBy(() -> source().poll(timeout()))
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
        repair();
        assertThat(source().poll(timeout())).isEmpty();
    }

    @Test
    void anOutageHidesNoNotice() throws Exception {
        source().poll(timeout());
        announce();
        source().poll(timeout());
        breakDown();
        assertThatThrownBy(() -> source().poll(timeout())).isInstanceOf(CloudException.class);
        repair();
        assertAnnounced(source().poll(timeout()));
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(source().name()).isNotBlank().isEqualTo(source().name());
    }

    private void assertAnnounced(Optional<TerminationNotice> notice) {
        assertThat(notice)
                .hasValueSatisfying(
                        given -> {
                            assertThat(given.kind()).isEqualTo(kind());
                            assertThat(given.certain()).isEqualTo(certain());
                            given.timeLeft().ifPresent(left -> assertThat(left).isPositive());
                        });
    }
}
