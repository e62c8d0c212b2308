package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.Alarm;
import java.time.Duration;

/**
 * The first start of a job waits a little for more slots, so that it doesn't begin on one
 * TaskManager of many. Confined to the JobMaster's main thread.
 */
final class FirstStart {

    private enum State {
        NO_SLOT_YET,
        COLLECTING,
        DUE
    }

    private final Duration window;
    private final Alarm alarm;
    private State state = State.NO_SLOT_YET;

    FirstStart(Duration window, Alarm alarm) {
        this.window = window;
        this.alarm = alarm;
    }

    /** There are slots on which the job could run; {@code due} is called when it may. */
    void slotsAreThere(Runnable due) {
        if (state == State.NO_SLOT_YET) {
            state = State.COLLECTING;
            alarm.in(
                    window,
                    () -> {
                        started();
                        due.run();
                    });
        }
    }

    void started() {
        state = State.DUE;
    }

    boolean isDue() {
        return state == State.DUE;
    }
}
