package io.spillway.bench;

import io.spillway.bench.scenario.Progress;
import io.spillway.bench.scenario.RunResult;
import io.spillway.bench.scenario.Scenario;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/** Progress as lines; what is being waited for is shown on a terminal alone. */
final class ProgressLines implements Progress {
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;

    ProgressLines(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void scenario(Scenario scenario, int runs) {
        line("%s: %s".formatted(scenario.text(), scenario.description()));
    }

    @Override
    public void phase(Scenario scenario, int run, int runs, String text) {
        if (terminal) {
            out.print("%s  run %d of %d: %s".formatted(ERASE_LINE, run, runs, text));
            out.flush();
        }
    }

    @Override
    public void result(Scenario scenario, int run, int runs, RunResult result, double seconds) {
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "  run %d of %d: gap %,.0f ms (before %,.0f ms)",
                                run,
                                runs,
                                result.gapMs(),
                                result.baselineGapMs()));
        append(text, "worst key", result.worstKeyGapMs());
        text.append(
                String.format(
                        Locale.ROOT,
                        ", %,d processed again, restarts %d, failures %d",
                        result.processedAgain(),
                        result.restarts(),
                        result.failures()));
        append(text, "notice to released", result.noticeToReleasedMs());
        append(text, "registered to running", result.registeredToRunningMs());
        append(text, "new leader", result.leaderMs());
        if (result.storeRequestsPerHour().isPresent()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            ", %,.0f store requests an hour",
                            result.storeRequestsPerHour().getAsDouble()));
        }
        line(text.append(String.format(Locale.ROOT, "  (%.0f s)", seconds)).toString());
    }

    private static void append(StringBuilder text, String name, OptionalDouble milliseconds) {
        if (milliseconds.isPresent()) {
            text.append(
                    String.format(Locale.ROOT, ", %s %,.0f ms", name, milliseconds.getAsDouble()));
        }
    }

    @Override
    public void problem(Scenario scenario, String text) {
        line("  ! " + scenario.text() + ": " + text);
    }

    private void line(String text) {
        out.println(terminal ? ERASE_LINE + text : text);
        out.flush();
    }
}
