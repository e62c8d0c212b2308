package io.spillway.demo.terminal;

import io.spillway.demo.report.Event;
import java.time.Duration;
import java.util.Locale;

/** How numbers and events read. */
final class Words {
    private Words() {}

    /** {@code 02:13}. */
    static String clock(Duration time) {
        long seconds = time.toSeconds();
        return String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
    }

    /** {@code 12,345}. */
    static String count(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%,d", Math.round(number));
    }

    /** {@code 12,345}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 2.4}. */
    static String oneDigit(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.1f", number);
    }

    /** {@code 71 %}. */
    static String percent(double fraction) {
        return Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.0f %%", fraction * 100);
    }

    /** {@code 640 ms} or {@code 2.4 s}. */
    static String milliseconds(double ms) {
        return ms < 2000 ? Math.round(ms) + " ms" : oneDigit(ms / 1000) + " s";
    }

    /** One line about an event. */
    static String event(Event event) {
        StringBuilder line = new StringBuilder(clock(Duration.ofSeconds((long) event.second())));
        line.append("  ")
                .append(
                        switch (event.kind()) {
                            case SCALE_OUT -> "scale-out  ";
                            case SCALE_IN -> "scale-in   ";
                            case DRAIN -> "drain      ";
                            case RESCALE -> "job moved  ";
                            case FAILURE -> "FAILURE    ";
                            case LOSS -> "LOSS       ";
                            case NOTE -> "note       ";
                        });
        boolean named = event.taskManager() != null && !event.text().contains(event.taskManager());
        if (named && !event.taskManager().isEmpty()) {
            line.append(event.taskManager()).append(' ');
        }
        line.append(event.text());
        if (event.durationMs() != null) {
            line.append(", ").append(milliseconds(event.durationMs()));
        }
        return line.toString();
    }
}
