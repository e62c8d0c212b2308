package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceLifecycle;
import org.junit.jupiter.api.Test;

/**
 * What every {@link InstanceLifecycle} does whose group waits for its word: a plugin's test extends
 * this. Each test has one machine, which its group has just started.
 */
public abstract class InstanceLifecycleContract {

    /** What the group makes of the machine. */
    public enum Standing {
        /** The group waits for it to join. */
        LAUNCHING,
        /** It counts. */
        IN_SERVICE,
        /** The group has chosen it to go, and waits until it says that it may. */
        LEAVING,
        /** It is gone, or the group has begun to end it and waits for nothing. */
        GONE
    }

    /** The machine's, the same for all of a test. */
    protected abstract InstanceLifecycle lifecycle() throws Exception;

    /** What the group makes of it now, after all that it was told. */
    protected abstract Standing standing() throws Exception;

    /** Has the group choose the machine, which is in service, to go. */
    protected abstract void scaleIn() throws Exception;

    /** How often the group has heard that a drain makes progress. */
    protected abstract int heartbeats() throws Exception;

    /** From now on the cloud refuses every call. */
    protected abstract void refuse() throws Exception;

    @Test
    void whoHasJoinedIsInService() throws Exception {
        assertThat(standing()).isEqualTo(Standing.LAUNCHING);
        assertThat(lifecycle().heldBack()).isFalse();
        lifecycle().joined();
        assertThat(standing()).isEqualTo(Standing.IN_SERVICE);
        lifecycle().joined();
        assertThat(standing()).isEqualTo(Standing.IN_SERVICE);
    }

    @Test
    void whoDoesNotJoinIsReplaced() throws Exception {
        lifecycle().abandon();
        assertThat(standing()).isIn(Standing.LEAVING, Standing.GONE);
        assertThatCode(() -> lifecycle().abandon()).doesNotThrowAnyException();
    }

    @Test
    void whoIsReleasedMayGo() throws Exception {
        lifecycle().joined();
        scaleIn();
        assertThat(standing()).isEqualTo(Standing.LEAVING);
        lifecycle().release();
        assertThat(standing()).isEqualTo(Standing.GONE);
        assertThatCode(() -> lifecycle().release()).doesNotThrowAnyException();
    }

    @Test
    void whoMakesProgressIsWaitedFor() throws Exception {
        lifecycle().joined();
        scaleIn();
        int before = heartbeats();
        lifecycle().heartbeat();
        lifecycle().heartbeat();
        assertThat(heartbeats() - before).isEqualTo(2);
        assertThat(standing()).isEqualTo(Standing.LEAVING);
    }

    @Test
    void whoGoesForAnotherReasonTellsNobody() throws Exception {
        lifecycle().joined();
        int before = heartbeats();
        lifecycle().heartbeat();
        lifecycle().release();
        assertThat(heartbeats()).isEqualTo(before);
        assertThat(standing()).isEqualTo(Standing.IN_SERVICE);
    }

    @Test
    void whoIsUnhealthyIsReplaced() throws Exception {
        lifecycle().joined();
        lifecycle().unhealthy("three deaths in five minutes");
        assertThat(standing()).isNotEqualTo(Standing.IN_SERVICE);
        assertThatCode(() -> lifecycle().unhealthy("again")).doesNotThrowAnyException();
    }

    @Test
    void aRefusalIsOneLine() throws Exception {
        refuse();
        assertThatThrownBy(() -> lifecycle().joined())
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }
}
