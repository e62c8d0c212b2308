package io.spillway.bench;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.driver.StoreProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Progress as lines; what is being done is shown on a terminal alone. */
final class StoreProgressLines implements StoreProgress {
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;

    StoreProgressLines(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void phase(String text) {
        if (terminal) {
            out.print(ERASE_LINE + text);
            out.flush();
        }
    }

    @Override
    public void measured(
            String run,
            int latencyMs,
            Operation operation,
            Map<Implementation, Double> milliseconds) {
        line(
                milliseconds.entrySet().stream()
                        .map(
                                each ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s %,.0f ms",
                                                each.getKey().text(),
                                                each.getValue()))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "%s, +%d ms: %s: "
                                                .formatted(run, latencyMs, operation.text()),
                                        "")));
    }

    @Override
    public void problem(Implementation implementation, Operation operation, String text) {
        line("  ! %s with %s: %s".formatted(operation.text(), implementation.text(), text));
    }

    private void line(String text) {
        out.println(terminal ? ERASE_LINE + text : text);
        out.flush();
    }
}
