package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

    @Test
    void hasTheTotalsAtTheTopByTheirNames() throws IOException {
        JsonNode json = read(Recordings.of(List.of(), List.of(), Recordings.GOOD));

        assertThat(json.get("mode").asText()).isEqualTo("spillway");
        assertThat(json.get("exactlyOnce").asBoolean()).isTrue();
        assertThat(json.get("records").asLong()).isEqualTo(1000);
        assertThat(json.get("lost").asLong(-1)).isZero();
        assertThat(json.get("duplicated").asLong(-1)).isZero();
        assertThat(json.get("processedAgain").asLong()).isEqualTo(12);
        assertThat(json.get("peakBacklogSeconds").asDouble()).isEqualTo(1.5);
        assertThat(json.get("p99BacklogSeconds").asDouble()).isEqualTo(1.25);
        assertThat(json.get("rescales").asInt()).isEqualTo(3);
        assertThat(json.get("plannedRescales").asInt()).isEqualTo(3);
        assertThat(json.get("failures").asInt(-1)).isZero();
        assertThat(json.get("downtimeMs").asDouble()).isEqualTo(1830.5);
        assertThat(json.get("longestGapMs").asDouble()).isEqualTo(912);
        assertThat(json.get("areaOverIdeal").asDouble()).isEqualTo(40.25);
        assertThat(json.get("areaUnderIdeal").asDouble()).isEqualTo(3);
        assertThat(json.get("maxTaskManagers").asInt()).isEqualTo(4);
        assertThat(json.get("title").asText()).isEqualTo("A run");
        assertThat(json.get("startedAt").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(json.get("settings").get("peak").asText()).isEqualTo("6,000 records/s");
        assertThat(json.get("samples").isEmpty()).isTrue();
        assertThat(json.get("events").isEmpty()).isTrue();
    }

    @Test
    void hasEachSampleAndEventWhole() throws IOException {
        JsonNode json =
                read(
                        Recordings.of(
                                List.of(Recordings.sample(1.5, 300, 100, 2)),
                                List.of(Recordings.event(1.25, Event.Kind.DRAIN)),
                                Recordings.GOOD));

        JsonNode sample = json.get("samples").get(0);
        assertThat(sample.get("second").asDouble()).isEqualTo(1.5);
        assertThat(sample.get("offeredRate").asDouble()).isEqualTo(100);
        assertThat(sample.get("throughput").asDouble()).isEqualTo(50);
        assertThat(sample.get("lagRecords").asLong()).isEqualTo(300);
        assertThat(sample.get("backlogSeconds").asDouble()).isEqualTo(3);
        assertThat(sample.get("taskManagers").asInt()).isEqualTo(2);
        assertThat(sample.get("desiredTaskManagers").asInt()).isEqualTo(2);
        assertThat(sample.get("idealTaskManagers").asDouble()).isEqualTo(2.5);
        assertThat(sample.get("parallelism").asInt()).isEqualTo(2);
        assertThat(sample.get("busyFraction").asDouble()).isEqualTo(0.5);
        assertThat(sample.get("loadPerTaskManager").get("tm-2").asDouble()).isEqualTo(0.5);
        JsonNode event = json.get("events").get(0);
        assertThat(event.get("second").asDouble()).isEqualTo(1.25);
        assertThat(event.get("kind").asText()).isEqualTo("DRAIN");
        assertThat(event.get("taskManager").asText()).isEqualTo("tm-1");
        assertThat(event.get("text").asText()).isEqualTo("told");
        assertThat(event.get("durationMs").asDouble()).isEqualTo(800);
        assertThat(event.get("checkpointId").asLong()).isEqualTo(7);
    }

    @Test
    void saysNullForWhatIsNotKnown() throws IOException {
        double unknown = Double.NaN;
        Sample sample =
                new Sample(
                        0,
                        unknown,
                        Double.POSITIVE_INFINITY,
                        -1,
                        unknown,
                        1,
                        1,
                        unknown,
                        1,
                        unknown,
                        Map.of("tm", unknown));
        Totals totals =
                new Totals(
                        "spillway",
                        5,
                        -1,
                        -1,
                        -1,
                        unknown,
                        unknown,
                        0,
                        0,
                        0,
                        unknown,
                        unknown,
                        unknown,
                        unknown,
                        1);
        Event event = new Event(0, Event.Kind.NOTE, null, null, unknown);

        DemoRecording recording = Recordings.of(List.of(sample), List.of(event), totals);
        JsonNode json = read(recording);

        assertThat(text(recording)).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(json.get("lost").isNull()).isTrue();
        assertThat(json.get("exactlyOnce").asBoolean(true)).isFalse();
        assertThat(json.get("downtimeMs").isNull()).isTrue();
        assertThat(json.get("samples").get(0).get("throughput").isNull()).isTrue();
        assertThat(json.get("samples").get(0).get("lagRecords").isNull()).isTrue();
        assertThat(json.get("samples").get(0).get("loadPerTaskManager").get("tm").isNull())
                .isTrue();
        assertThat(json.get("events").get(0).get("durationMs").isNull()).isTrue();
        assertThat(json.get("events").get(0).get("text").asText()).isEmpty();
    }

    @Test
    void putsEachSampleOnALineOfItsOwn() throws IOException {
        DemoRecording recording =
                Recordings.of(
                        List.of(Recordings.sample(0, 1, 100, 2), Recordings.sample(1, 1, 100, 2)),
                        List.of(),
                        Recordings.GOOD);

        assertThat(text(recording).lines().filter(line -> line.contains("\"second\"")))
                .hasSize(2)
                .allMatch(line -> line.strip().startsWith("{") && line.contains("tm-2\": 0.5}}"));
    }

    private static JsonNode read(DemoRecording recording) throws IOException {
        return new ObjectMapper().readTree(text(recording));
    }

    private static String text(DemoRecording recording) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ReportJson.write(recording, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
