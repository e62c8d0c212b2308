package io.spillway.agent.boot;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a machine's group holds it back, in a warm pool for example: no TaskManager is
 * started, for the job would move onto a machine that may be stopped at any moment. {@link
 * #signalled} may be called from any thread.
 */
public final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

    private final InstanceLifecycle lifecycle;
    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private boolean waited;

    /**
     * @param interval from one question to the cloud to the next
     */
    public Reserve(InstanceLifecycle lifecycle, Duration interval) {
        this.lifecycle = lifecycle;
        this.interval = interval;
    }

    /** SIGTERM or the like: there is nothing to wait for any more. */
    public void signalled(String signal) {
        stop.countDown();
    }

    /** Whether the machine is held back now; no after a signal, or when nobody can say. */
    public boolean isHeldBack() {
        if (stop.getCount() == 0) {
            return false;
        }
        try {
            return lifecycle.heldBack();
        } catch (CloudException e) {
            LOG.warn(
                    "Whether the machine is held back isn't known: {}; taken for no.",
                    e.getMessage());
            return false;
        }
    }

    /**
     * Blocks while the machine is held back; its group hears that it is ready.
     *
     * @return false when a signal ended that
     */
    public boolean pass() {
        if (!isHeldBack()) {
            return stop.getCount() > 0;
        }
        waited = true;
        LOG.info(
                "The machine is held back by its group: ready, and waiting to be put into service.");
        boolean told = false;
        boolean heldBack = true;
        while (heldBack) {
            try {
                if (!told) {
                    lifecycle.joined();
                    told = true;
                }
                if (stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                    LOG.info("Told to stop while held back.");
                    return false;
                }
                heldBack = lifecycle.heldBack();
            } catch (CloudException e) {
                // What it said last holds.
                LOG.warn("The machine waits, but its cloud can't be asked: {}.", e.getMessage());
                if (!pause()) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        LOG.info("The machine is to be put into service.");
        return true;
    }

    /** Whether {@link #pass} has ever blocked. */
    public boolean hasWaited() {
        return waited;
    }

    /** After a failure, so that it isn't repeated at once. */
    private boolean pause() {
        try {
            return !stop.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
