package io.spillway.doctor.machine;

import io.spillway.doctor.Words;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether systemd leaves the agent the time that it counts on.
 *
 * @param systemd where units are looked up
 * @param grace {@code spillway.termination.grace-period}
 */
public record StopTimeCheck(Systemd systemd, Duration grace) implements Check {
    private static final String UNIT = "spillway-taskmanager.service";

    @Override
    public String name() {
        return "Time to stop";
    }

    @Override
    public Finding run(Duration timeout) throws Exception {
        if (!systemd.isThere()) {
            return Finding.skipped("systemd doesn't run this machine");
        }
        Optional<Duration> stop = systemd.timeToStop(UNIT, timeout);
        if (stop.isEmpty()) {
            return Finding.skipped("there is no " + UNIT);
        }
        String found =
                "%s: TimeoutStopSec %s, spillway.termination.grace-period %s"
                        .formatted(UNIT, words(stop.get()), Words.of(grace));
        if (stop.get().compareTo(grace) < 0) {
            return Finding.failure(
                    found + ": systemd kills the agent in the middle of a drain",
                    "set TimeoutStopSec=%ds (systemctl edit %s)".formatted(seconds(), UNIT));
        }
        return Finding.ok(found);
    }

    private static String words(Duration stop) {
        return stop.equals(Systemd.FOREVER) ? "infinity" : Words.of(stop);
    }

    private long seconds() {
        return grace.plusMillis(999).toSeconds();
    }
}
