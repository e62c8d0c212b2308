package io.spillway.demo.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.report.DemoRecording;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.Totals;
import io.spillway.demo.run.DemoResult;
import io.spillway.demo.run.Loss;
import io.spillway.demo.run.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 80, 200, 1000})
    void theBlockFitsTheTerminal(int columns) {
        int widest = Math.max(20, columns - 1);

        assertThat(new LiveBlock(true).render(history(200), columns))
                .allMatch(line -> line.length() <= widest)
                .hasSize(7);
        assertThat(new LiveBlock(false).render(history(3), columns))
                .allMatch(line -> line.length() <= widest)
                .allMatch(line -> line.chars().allMatch(c -> c < 128))
                .hasSize(4);
    }

    @Test
    void theBlockSaysHowTheRunStands() {
        List<String> lines = new LiveBlock(true).render(history(180), 80);

        assertThat(lines.get(0)).startsWith("[####").endsWith("] 03:00, 03:00 to go");
        assertThat(lines.get(1)).isEqualTo("load          1,800 records/s in, 1,790 out, lag 180");
        assertThat(lines.get(2))
                .isEqualTo("TaskManagers  2 now, 3 wanted, 1.8 would just do, 71 % busy");
        assertThat(lines.get(3)).isEqualTo("moves         4, last drain 640 ms, failures 0");
        // Half of the run, half of the width; the load grows to its highest.
        assertThat(lines.get(4)).startsWith("load          \u2581").endsWith("\u2588");
        assertThat(lines.get(4)).hasSizeBetween(44, 48);
    }

    @Test
    void aTerminalIsDrawnInPlaceAndEventsScrollAboveTheBlock() {
        LiveScreen screen = new LiveScreen(out, new LiveBlock(false), () -> 80);
        screen.phase("Starting Kafka");
        screen.progress(progress(1));
        screen.progress(progress(2));
        screen.event(new Event(2, Event.Kind.SCALE_OUT, "tm-0002", "tm-0002 launched", null));

        String text = bytes.toString(UTF_8);
        assertThat(text).startsWith("Starting Kafka\n\r\u001b[J[");
        assertThat(text).contains("\u001b[4A\r\u001b[J[");
        assertThat(text).contains("\u001b[4A\r\u001b[J00:02  scale-out  tm-0002 launched\n[");
    }

    @Test
    void elsewhereThereIsALineEveryFewSeconds() {
        PlainScreen screen = new PlainScreen(out, 5);
        for (int second = 1; second <= 20; second++) {
            screen.progress(progress(second));
        }

        assertThat(bytes.toString(UTF_8).lines().map(line -> line.substring(0, 5)))
                .containsExactly("00:01", "00:05", "00:10", "00:15", "00:20");
        assertThat(bytes.toString(UTF_8)).doesNotContain("\u001b");
        assertThat(bytes.toString(UTF_8).lines().skip(1).findFirst())
                .hasValue(
                        "00:05  05:55 to go  load 50/s  job 40/s  lag 5  TaskManagers 2 of 3 wanted"
                                + " (ideal 0.1)  busy 71 %  last drain 640 ms");
    }

    @Test
    void theSummarySaysWhetherEverythingIsAsItShouldBe() {
        Summary.print(result(totals(0, 0, 0)), Loss.STOP, out);

        assertThat(bytes.toString(UTF_8))
                .contains("records            1,234,567, each counted exactly once")
                .contains("9, 9 of them planned; 0 failures")
                .contains("820 ms at the longest; restarting took 7.3 s in all")
                .contains("report             report.html")
                .doesNotContain("not as it should be");
    }

    @Test
    void theSummaryDoesNotHideWhatWentWrong() {
        Summary.print(result(totals(3, 0, 0)), Loss.STOP, out);

        assertThat(bytes.toString(UTF_8))
                .contains("NOT counted exactly once")
                .contains("3 lost")
                .contains("not as it should be");
    }

    @Test
    void aFailureIsWrongOnlyWhereMachinesLeaveInOrder() {
        assertThat(result(totals(0, 0, 1)).isGood(Loss.STOP)).isFalse();
        assertThat(result(totals(0, 0, 1)).isGood(Loss.KILL)).isTrue();
        assertThat(result(totals(0, 1, 0)).isGood(Loss.KILL)).isFalse();
    }

    @Test
    void aFailureThatWasAskedForIsNotHeldAgainstTheRun() {
        assertThat(provoked(totals(0, 0, 2), 2).isGood(Loss.STOP)).isTrue();
        assertThat(provoked(totals(0, 0, 2), 1).isGood(Loss.STOP)).isFalse();
        assertThat(provoked(totals(1, 0, 1), 1).isGood(Loss.STOP)).as("lost is lost").isFalse();

        Summary.print(provoked(totals(0, 0, 2), 2), Loss.STOP, out);
        assertThat(bytes.toString(UTF_8))
                .contains("2 failures, 2 of them caused from the page")
                .doesNotContain("not as it should be");
    }

    private static DemoResult provoked(Totals totals, int failures) {
        DemoResult result = result(totals);
        return new DemoResult(result.recording(), result.foreign(), result.report(), failures);
    }

    private static DemoResult result(Totals totals) {
        return new DemoResult(
                new DemoRecording("title", Map.of(), 0, List.of(), List.of(), totals),
                0,
                List.of(Path.of("report.html")));
    }

    private static Totals totals(long lost, long duplicated, int failures) {
        return new Totals(
                "spillway",
                1_234_567,
                lost,
                duplicated,
                42,
                1.2,
                0.8,
                9,
                9,
                failures,
                7300,
                820,
                120,
                12,
                6);
    }

    private static List<Progress> history(int seconds) {
        List<Progress> history = new ArrayList<>();
        for (int second = 1; second <= seconds; second++) {
            history.add(progress(second));
        }
        return history;
    }

    private static Progress progress(int second) {
        return new Progress(
                Duration.ofSeconds(second),
                Duration.ofSeconds(360 - second),
                second * 10,
                second * 10 - 10,
                second,
                2,
                3,
                second / 100.0,
                0.71,
                4,
                0,
                OptionalDouble.of(640));
    }
}
