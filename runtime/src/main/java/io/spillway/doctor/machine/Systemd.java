package io.spillway.doctor.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What systemd knows of the units on this machine, by {@code systemctl show}. */
public final class Systemd {

    /** Never kills. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Pattern SPAN = Pattern.compile("(\\d+)(y|month|w|d|h|min|ms|us|s)");

    private static final Map<String, Duration> UNITS =
            Map.of(
                    "y", Duration.ofDays(365),
                    "month", Duration.ofDays(30),
                    "w", Duration.ofDays(7),
                    "d", Duration.ofDays(1),
                    "h", Duration.ofHours(1),
                    "min", Duration.ofMinutes(1),
                    "s", Duration.ofSeconds(1),
                    "ms", Duration.ofMillis(1),
                    "us", Duration.ofNanos(1000));

    private final Path runtime;
    private final String command;

    /** This machine's. */
    public Systemd() {
        this(Path.of("/run/systemd/system"), "systemctl");
    }

    /**
     * @param runtime a folder that is there where systemd runs the machine
     * @param command what is asked
     */
    Systemd(Path runtime, String command) {
        this.runtime = runtime;
        this.command = command;
    }

    /** Whether it runs this machine. */
    public boolean isThere() {
        return Files.isDirectory(runtime);
    }

    /** Whether there is a unit of that name, running or not. Blocks. */
    public boolean knows(String unit, Duration timeout) throws IOException, InterruptedException {
        return isThere() && properties(unit, timeout).containsKey("TimeoutStopUSec");
    }

    /**
     * How long a unit may take to stop before it is killed; empty when there is no such unit.
     * Blocks.
     *
     * @throws IOException when systemd can't be asked, or says what isn't known here
     */
    public Optional<Duration> timeToStop(String unit, Duration timeout)
            throws IOException, InterruptedException {
        String value = properties(unit, timeout).get("TimeoutStopUSec");
        return value == null ? Optional.empty() : Optional.of(parse(value));
    }

    private Map<String, String> properties(String unit, Duration timeout)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                command, "show", unit, "-p", "LoadState", "-p", "TimeoutStopUSec")
                        .redirectErrorStream(true)
                        .start();
        try {
            String answer;
            try (var in = process.getInputStream()) {
                process.getOutputStream().close();
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("systemctl show gives no answer");
                }
                answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (process.exitValue() != 0) {
                throw new IOException("systemctl show: " + answer.strip());
            }
            Map<String, String> properties = new HashMap<>();
            answer.lines()
                    .filter(line -> line.contains("="))
                    .forEach(
                            line -> {
                                int equals = line.indexOf('=');
                                properties.put(
                                        line.substring(0, equals), line.substring(equals + 1));
                            });
            return "loaded".equals(properties.get("LoadState")) ? properties : Map.of();
        } finally {
            process.destroyForcibly();
        }
    }

    /** {@code 1min 30s}, as systemd writes it. */
    static Duration parse(String span) throws IOException {
        if (span.equals("infinity")) {
            return FOREVER;
        }
        Duration sum = Duration.ZERO;
        for (String part : span.split(" ", -1)) {
            Matcher matcher = SPAN.matcher(part);
            if (!matcher.matches()) {
                throw new IOException("TimeoutStopUSec=%s isn't understood".formatted(span));
            }
            sum =
                    sum.plus(
                            UNITS.get(matcher.group(2))
                                    .multipliedBy(Long.parseLong(matcher.group(1))));
        }
        return sum;
    }
}
