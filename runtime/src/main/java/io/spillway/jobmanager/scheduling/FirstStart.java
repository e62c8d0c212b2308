package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.Alarm;
import java.time.Duration;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first start of a job waits a little for more slots, so that it doesn't begin on one
 * TaskManager of many. A job that another JobManager ran before waits no longer than until it has
 * as many as it had. Confined to the JobMaster's main thread.
 */
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

    private enum State {
        NO_SLOT_YET,
        COLLECTING,
        COMPLETE,
        DUE
    }

    private final Duration window;
    private final OptionalInt before;
    private final Alarm alarm;
    private State state = State.NO_SLOT_YET;
    private Alarm.Cancellation pending = () -> {};

    /**
     * @param window how long it waits, from the first slot on
     * @param before how many slots the job had before; empty when that isn't known, or there was no
     *     before
     */
    FirstStart(Duration window, OptionalInt before, Alarm alarm) {
        this.window = window;
        this.before = before;
        this.alarm = alarm;
    }

    /**
     * There are slots on which the job could run; {@code due} is called when it may, never before
     * this has returned.
     *
     * @param slots how many
     */
    void slotsAreThere(long slots, Runnable due) {
        if (state == State.DUE || state == State.COMPLETE) {
            return;
        }
        if (before.isPresent() && slots >= before.getAsInt()) {
            state = State.COMPLETE;
            pending.cancel();
            LOG.info("{} slots are there, as many as before: the job goes on", slots);
            dueIn(Duration.ZERO, due);
        } else if (state == State.NO_SLOT_YET) {
            state = State.COLLECTING;
            dueIn(window, due);
        }
    }

    private void dueIn(Duration delay, Runnable due) {
        pending =
                alarm.in(
                        delay,
                        () -> {
                            started();
                            due.run();
                        });
    }

    void started() {
        state = State.DUE;
    }

    boolean isDue() {
        return state == State.DUE;
    }
}
