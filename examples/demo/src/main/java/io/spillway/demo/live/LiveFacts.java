package io.spillway.demo.live;

import io.spillway.demo.report.Sample;
import io.spillway.page.Mark;
import io.spillway.page.Status.Fact;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The numbers in the page's head: always the same ones, so that nothing jumps. */
final class LiveFacts {
    private static final String UNKNOWN = "–";

    private LiveFacts() {}

    static List<Fact> none() {
        return facts(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    static List<Fact> of(
            Sample sample, List<Mark> marks, int failures, OptionalDouble lastDrainMs) {
        long moves =
                marks.stream()
                        .filter(mark -> mark.kind() == Mark.Kind.RESCALE)
                        .filter(mark -> mark.durationMs() != null)
                        .count();
        return facts(
                count(sample.offeredRate()) + " /s",
                sample.lagRecords() < 0 ? UNKNOWN : count((double) sample.lagRecords()),
                "%d of %d".formatted(sample.taskManagers(), sample.desiredTaskManagers()),
                Long.toString(moves),
                Integer.toString(failures),
                lastDrainMs.isEmpty() ? UNKNOWN : count(lastDrainMs.getAsDouble()) + " ms");
    }

    private static List<Fact> facts(
            String load, String lag, String machines, String moves, String failures, String drain) {
        return List.of(
                new Fact("Load", load),
                new Fact("Lag", lag),
                new Fact("TaskManagers", machines),
                new Fact("Planned moves", moves),
                new Fact("Failures", failures),
                new Fact("Last drain", drain));
    }

    private static String count(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%,.0f", number) : UNKNOWN;
    }
}
