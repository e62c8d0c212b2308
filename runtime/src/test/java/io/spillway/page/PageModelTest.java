package io.spillway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.page.Panel.Kind;
import io.spillway.page.Panel.Line;
import io.spillway.page.Panel.Look;
import io.spillway.page.Panel.Unit;
import io.spillway.page.Status.Fact;
import io.spillway.page.Status.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PageModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PageModel model =
            new PageModel(
                    new PageDescription(
                            "Fleet",
                            "here",
                            List.of(
                                    new Panel(
                                            "lag",
                                            "Lag",
                                            Kind.LINES,
                                            Unit.RECORDS,
                                            List.of(new Line("lag", "waiting", Look.ACTUAL)))),
                            null,
                            Set.of(),
                            true,
                            null),
                    Status.of(Phase.RUNNING, "runs", List.of(new Fact("Lag", "5"))));

    @Test
    void aNewPageGetsAllInOneMessage() throws IOException {
        model.add(
                new Point(
                        1.5,
                        Map.of("lag", 12.34567, "busy", Double.NaN),
                        Map.of("load", Map.of("vm-1", 0.5))));
        model.setMarks(List.of(new Mark(1, Mark.Kind.DRAIN, "vm-1", "drains", null)));

        assertThat(json(0))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"version":3,
                                 "page":{"title":"Fleet","subtitle":"here","panels":[
                                   {"id":"lag","title":"Lag","kind":"LINES","unit":"RECORDS",
                                    "lines":[{"id":"lag","label":"waiting","look":"ACTUAL"}]}],
                                   "durationSeconds":null,"actions":[],"confirm":true,"load":null},
                                 "points":[{"second":1.5,"values":{"lag":12.346},
                                   "members":{"load":{"vm-1":0.5}}}],
                                 "marks":[{"number":0,"mark":{"second":1.0,"kind":"DRAIN",
                                   "taskManager":"vm-1","text":"drains","durationMs":null,
                                   "checkpointId":null}}],
                                 "machines":[],
                                 "status":{"phase":"RUNNING","text":"runs","elapsedSeconds":null,
                                   "remainingSeconds":null,
                                   "facts":[{"label":"Lag","value":"5"}],"outcome":null,"problem":null}}
                                """));
    }

    @Test
    void laterOnlyWhatHasChanged() throws IOException {
        model.add(new Point(1, Map.of()));
        model.setMarks(List.of(mark("a", null), mark("b", null)));
        long known = model.since(0).version();

        model.setStatus(model.status());
        model.setMachines(List.of());
        model.setMarks(List.of(mark("a", null), mark("b", null)));
        assertThat(model.since(known).version()).as("nothing new").isEqualTo(known);

        model.setMarks(List.of(mark("a", null), mark("b", 300.0), mark("c", null)));
        Changes changes = model.since(known);
        assertThat(changes.page()).isNull();
        assertThat(changes.points()).isEmpty();
        assertThat(changes.machines()).isNull();
        assertThat(changes.status()).isNull();
        assertThat(changes.marks())
                .containsExactly(
                        new Changes.NumberedMark(1, mark("b", 300.0)),
                        new Changes.NumberedMark(2, mark("c", null)));
    }

    @Test
    void anEmptiedTableIsAChange() throws IOException {
        model.setMachines(List.of(machine("vm-1")));
        long known = model.since(0).version();
        model.setMachines(List.of());

        assertThat(json(known).path("machines").isArray()).isTrue();
        assertThat(json(known).path("machines")).isEmpty();
    }

    @Test
    void keepsTheLastHour() {
        for (int second = 1; second <= 3700; second++) {
            model.add(new Point(second, Map.of()));
        }
        List<Point> points = model.since(0).points();
        assertThat(points).hasSize(3600);
        assertThat(points.get(0).second()).isEqualTo(101);
        assertThat(points.get(3599).second()).isEqualTo(3700);
    }

    @Test
    void whoWaitsIsWokenByAChangeAndByTheEnd() throws Exception {
        long known = model.since(0).version();
        assertThat(model.awaitChange(known, 1)).isFalse();
        model.add(new Point(1, Map.of()));
        assertThat(model.awaitChange(known, 60_000)).isTrue();

        model.close();
        assertThat(model.awaitChange(model.since(0).version(), 60_000)).isFalse();
    }

    private org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode json(
            long since) throws IOException {
        return JSON.readTree(JSON.writeValueAsBytes(model.since(since)));
    }

    private static Mark mark(String text, Double durationMs) {
        return new Mark(1, Mark.Kind.DRAIN, "vm-1", text, durationMs);
    }

    static Machine machine(String id) {
        return new Machine(
                id,
                null,
                1,
                0,
                Machine.State.IN_SERVICE,
                null,
                null,
                false,
                null,
                null,
                null,
                false,
                false,
                Set.of());
    }
}
