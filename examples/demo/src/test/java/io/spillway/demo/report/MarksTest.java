package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.charts.Axis;
import io.spillway.charts.Plot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final Plot PLOT =
            new Plot(0, 24, 100, 100, new Axis(86_400, 7200), new Axis(1, 1));

    @Test
    void tellEachEventOfAnOrdinaryRunEvenIfEqual() {
        Event drain = Recordings.event(10, Event.Kind.DRAIN);

        assertThat(Marks.visible(PLOT, List.of(drain, drain)))
                .containsExactly(new Marks.Mark(drain, 0), new Marks.Mark(drain, 0));
    }

    @Test
    void keepTheLongestOfThoseThatHideEachOther() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            double took = i == 4321 ? 9000 : 100;
            events.add(new Event(i * 8.0, Event.Kind.RESCALE, null, "", took));
        }
        events.add(Recordings.event(4321 * 8.0, Event.Kind.LOSS));

        List<Marks.Mark> marks = Marks.visible(PLOT, events);

        assertThat(marks).hasSizeLessThan(110).contains(new Marks.Mark(events.get(10_000), 0));
        assertThat(marks.stream().map(Marks.Mark::event)).contains(events.get(4321));
        assertThat(marks.stream().mapToInt(mark -> mark.others() + 1).sum()).isEqualTo(10_001);
    }

    @Test
    void explainThemselves() {
        assertThat(Marks.explain(Recordings.event(125, Event.Kind.DRAIN)))
                .isEqualTo("2:05 · drain · tm-1 · told · took 800 ms");
        assertThat(Marks.explain(new Event(1, Event.Kind.SCALE_OUT, null, "", null)))
                .isEqualTo("0:01 · more asked for");
    }
}
