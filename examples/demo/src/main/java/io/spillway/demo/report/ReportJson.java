package io.spillway.demo.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.spillway.charts.Numbers;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/**
 * Writes {@code report.json}: the totals by their names at the top level, then title, start,
 * settings, samples and events, one sample or event a line. What is not known is {@code null};
 * fractions have at most three digits.
 */
final class ReportJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static void write(DemoRecording recording, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.setPrettyPrinter(new LinePerEntry());
            json.writeStartObject();
            totals(json, recording.totals());
            json.writeStringField("title", recording.title());
            json.writeStringField(
                    "startedAt", Instant.ofEpochMilli(recording.startedEpochMs()).toString());
            json.writeNumberField("startedEpochMs", recording.startedEpochMs());
            json.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> setting : recording.settings().entrySet()) {
                json.writeStringField(setting.getKey(), setting.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("samples");
            for (Sample sample : recording.samples()) {
                sample(json, sample);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("events");
            for (Event event : recording.events()) {
                event(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    static void totals(JsonGenerator json, Totals totals) throws IOException {
        json.writeStringField("mode", totals.mode());
        json.writeBooleanField("exactlyOnce", totals.exactlyOnce());
        count(json, "records", totals.records());
        count(json, "lost", totals.lost());
        count(json, "duplicated", totals.duplicated());
        count(json, "processedAgain", totals.processedAgain());
        measure(json, "peakBacklogSeconds", totals.peakBacklogSeconds());
        measure(json, "p99BacklogSeconds", totals.p99BacklogSeconds());
        count(json, "rescales", totals.rescales());
        count(json, "plannedRescales", totals.plannedRescales());
        count(json, "failures", totals.failures());
        measure(json, "downtimeMs", totals.downtimeMs());
        measure(json, "longestGapMs", totals.longestGapMs());
        measure(json, "areaOverIdeal", totals.areaOverIdeal());
        measure(json, "areaUnderIdeal", totals.areaUnderIdeal());
        count(json, "maxTaskManagers", totals.maxTaskManagers());
    }

    private static void sample(JsonGenerator json, Sample sample) throws IOException {
        json.writeStartObject();
        measure(json, "second", sample.second());
        measure(json, "offeredRate", sample.offeredRate());
        measure(json, "throughput", sample.throughput());
        count(json, "lagRecords", sample.lagRecords());
        measure(json, "backlogSeconds", sample.backlogSeconds());
        count(json, "taskManagers", sample.taskManagers());
        count(json, "desiredTaskManagers", sample.desiredTaskManagers());
        measure(json, "idealTaskManagers", sample.idealTaskManagers());
        count(json, "parallelism", sample.parallelism());
        measure(json, "busyFraction", sample.busyFraction());
        json.writeObjectFieldStart("loadPerTaskManager");
        for (Map.Entry<String, Double> load : sample.loadPerTaskManager().entrySet()) {
            measure(json, load.getKey(), load.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void event(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        measure(json, "second", event.second());
        json.writeStringField("kind", event.kind().name());
        json.writeStringField("taskManager", event.taskManager());
        json.writeStringField("text", event.text());
        measure(json, "durationMs", event.durationMs() == null ? Double.NaN : event.durationMs());
        if (event.checkpointId() == null) {
            json.writeNullField("checkpointId");
        } else {
            json.writeNumberField("checkpointId", event.checkpointId());
        }
        json.writeEndObject();
    }

    private static void count(JsonGenerator json, String name, long value) throws IOException {
        if (value < 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static void measure(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, Numbers.rounded(value, 3));
        } else {
            json.writeNullField(name);
        }
    }

    /** Breaks lines down to the entries of a top-level field, and not within these. */
    private static final class LinePerEntry extends DefaultPrettyPrinter {
        private static final int DEEPEST_BROKEN = 2;

        LinePerEntry() {
            super(
                    Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
            Indenter indenter =
                    new DefaultIndenter("  ", "\n") {
                        @Override
                        public void writeIndentation(JsonGenerator json, int level)
                                throws IOException {
                            if (level <= DEEPEST_BROKEN) {
                                super.writeIndentation(json, level);
                            }
                        }
                    };
            indentObjectsWith(indenter);
            indentArraysWith(indenter);
        }

        @Override
        public void writeEndObject(JsonGenerator json, int entries) throws IOException {
            _nesting--;
            if (entries > 0 && _nesting < DEEPEST_BROKEN) {
                _objectIndenter.writeIndentation(json, _nesting);
            }
            json.writeRaw('}');
        }

        @Override
        public LinePerEntry createInstance() {
            return new LinePerEntry();
        }
    }
}
