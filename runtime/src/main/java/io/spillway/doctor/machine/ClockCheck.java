package io.spillway.doctor.machine;

import io.spillway.doctor.Words;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether the clock is right, by whichever server answers first and says what time it is.
 *
 * @param servers asked in turn
 * @param clock this machine's
 */
public record ClockCheck(List<URI> servers, Clock clock) implements Check {

    /** A signed request may be 5 min off. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    /** A deadline in a notice is a point in time; a drain of some seconds still fits. */
    private static final Duration OFF = Duration.ofSeconds(30);

    private static final String FIX =
            "have the clock set over the network: \"timedatectl set-ntp true\", or chrony";

    @Override
    public String name() {
        return "Clock";
    }

    @Override
    public Finding run(Duration timeout) {
        int each = (int) timeout.dividedBy(1 + servers.size()).toMillis();
        for (URI server : servers) {
            long before = clock.millis();
            long date = date(server, each);
            if (date > 0) {
                // The header has whole seconds, cut off; it was written between the two.
                long here = (before + clock.millis()) / 2;
                return judge(Duration.ofMillis(here - date - 500), server);
            }
        }
        return Finding.skipped(
                servers.isEmpty()
                        ? "there is no cloud to compare it with"
                        : "no answer with the time of day from "
                                + servers.stream()
                                        .map(URI::getHost)
                                        .collect(Collectors.joining(", ")));
    }

    private static Finding judge(Duration ahead, URI server) {
        Duration off = ahead.abs();
        if (off.compareTo(OFF) <= 0) {
            return Finding.ok(
                    "within %s of %s"
                            .formatted(
                                    off.toSeconds() < 2 ? "2 s" : Words.of(off), server.getHost()));
        }
        String found =
                "%s %s %s"
                        .formatted(
                                Words.of(off),
                                ahead.isNegative() ? "behind" : "ahead of",
                                server.getHost());
        return off.compareTo(REFUSED) < 0
                ? Finding.warning(found + "; signed requests are refused at 5 min", FIX)
                : Finding.failure(found + ": signed requests are refused", FIX);
    }

    /** Milliseconds since 1970; 0 when it doesn't say. */
    private static long date(URI server, int timeout) {
        try {
            HttpURLConnection connection = (HttpURLConnection) server.toURL().openConnection();
            connection.setRequestMethod("HEAD");
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            try {
                int unused = connection.getResponseCode();
                return connection.getDate();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return 0;
        }
    }
}
