package io.spillway.demo.terminal;

import io.spillway.demo.report.Event;
import io.spillway.demo.run.Progress;
import io.spillway.demo.run.ProgressListener;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * A block of lines at the bottom of a terminal that is drawn anew each second; what happens scrolls
 * past above it. Never hides the cursor, so that there is nothing to put right when the demo is
 * killed.
 */
final class LiveScreen implements ProgressListener {
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_BELOW = "\r\u001b[J";
    private static final int ASK_WIDTH_EVERY = 5;

    private final PrintStream out;
    private final LiveBlock block;
    private final IntSupplier columns;
    private final List<Progress> history = new ArrayList<>();
    private int width;
    private int drawn;

    /**
     * @param columns how wide the terminal is now; asked every few seconds
     */
    LiveScreen(PrintStream out, LiveBlock block, IntSupplier columns) {
        this.out = out;
        this.block = block;
        this.columns = columns;
    }

    @Override
    public void phase(String text) {
        // What has been drawn stays; the phase comes below it.
        drawn = 0;
        out.println(text);
        out.flush();
    }

    @Override
    public void progress(Progress now) {
        history.add(now);
        if (history.size() % ASK_WIDTH_EVERY == 1) {
            width = columns.getAsInt();
        }
        draw(List.of());
    }

    @Override
    public void event(Event event) {
        String line = Words.event(event);
        if (history.isEmpty()) {
            out.println(line);
            out.flush();
        } else {
            draw(List.of(line));
        }
    }

    private void draw(List<String> above) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(UP.formatted(drawn));
        }
        text.append(CLEAR_BELOW);
        above.forEach(line -> text.append(line).append('\n'));
        List<String> lines = block.render(history, width);
        lines.forEach(line -> text.append(line).append('\n'));
        drawn = lines.size();
        out.print(text);
        out.flush();
    }
}
