package io.spillway.testing.simulation;

import java.util.concurrent.TimeUnit;

/**
 * A process that sends one request at a time. It may be stopped; what it should do meanwhile it
 * does when it goes on.
 */
public final class SimulatedProcess {
    private static final long CLIENT_TIMEOUT = TimeUnit.SECONDS.toNanos(2);

    private final SimulatedTime time;
    private final SimulatedNetwork network;
    private long stoppedUntil;

    /** What was asked last; answers to anything before are too late. */
    private long asked;

    public SimulatedProcess(SimulatedTime time, SimulatedNetwork network) {
        this.time = time;
        this.network = network;
    }

    public boolean isStopped() {
        return time.now() < stoppedUntil;
    }

    /** Stops it for so many nanoseconds from now, or for as long as it is stopped anyway. */
    public void stop(long duration) {
        stoppedUntil = Math.max(stoppedUntil, time.now() + duration);
    }

    /** Now, or when it goes on. */
    public void whenRunning(Runnable action) {
        if (isStopped()) {
            time.after(stoppedUntil - time.now(), () -> whenRunning(action));
        } else {
            action.run();
        }
    }

    /** After a delay in nanoseconds, unless something is asked or answered until then. */
    public void whenQuietFor(long delay, Runnable action) {
        long last = asked;
        time.after(
                delay,
                () -> {
                    if (asked == last) {
                        action.run();
                    }
                });
    }

    /** Whatever was asked, its answer is of no interest any more. */
    public void forgetWhatWasAsked() {
        asked++;
    }

    /**
     * Sends a request, of which everything may become that becomes of requests.
     *
     * @param afterwards when the sender was told something, whatever it was
     */
    public void send(SimulatedRequest request, Runnable afterwards) {
        long mine = ++asked;
        time.after(CLIENT_TIMEOUT, () -> answer(mine, request::unanswered, afterwards));
        boolean away = network.isStoreAway();
        if (network.goesWrong(4) || (away && network.goesWrongInHalf())) {
            time.after(network.transit(), () -> answer(mine, request::refused, afterwards));
        } else if (!away && !network.goesWrong(4)) {
            boolean replyGetsLost = network.goesWrong(4);
            if (request.isWrite() && network.goesWrong(4)) {
                // The client's own retry of a request whose reply was lost.
                time.after(network.transit(), request::carryOut);
            }
            time.after(
                    network.transit(),
                    () -> {
                        Runnable reply = request.carryOut();
                        if (!replyGetsLost) {
                            time.after(network.transit(), () -> answer(mine, reply, afterwards));
                        }
                    });
        }
    }

    private void answer(long mine, Runnable reply, Runnable afterwards) {
        whenRunning(
                () -> {
                    if (asked == mine) {
                        asked++;
                        reply.run();
                        afterwards.run();
                    }
                });
    }
}
