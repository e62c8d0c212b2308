package io.spillway.demo.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spillway.charts.Numbers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The numbers that the page's script shows under the pointer: at most {@value #MOST} moments. */
final class PageData {

    private static final int MOST = 1200;
    private static final JsonFactory JSON = new JsonFactory();

    private PageData() {}

    /** JSON without characters that mean something in HTML or XML. */
    static String of(List<Sample> all) {
        List<Sample> samples = evenly(all);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            values(json, "times", samples, Sample::second, 1);
            json.writeObjectFieldStart("panels");
            for (Panel panel : Panel.values()) {
                json.writeArrayFieldStart(panel.file);
                for (int i = panel.lines.size() - 1; i >= 0; i--) {
                    Panel.Line line = panel.lines.get(i);
                    if (panel == Panel.LOAD) {
                        line(
                                json,
                                line.name(),
                                " %",
                                samples,
                                s -> 100 * line.value().applyAsDouble(s));
                        line(json, "busiest", " %", samples, s -> 100 * busiest(s));
                    } else {
                        line(json, line.name(), unit(panel), samples, line.value());
                    }
                }
                if (panel == Panel.TASK_MANAGERS) {
                    line(json, "parallelism", "", samples, Sample::parallelism);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String unit(Panel panel) {
        return switch (panel) {
            case LAG -> " records";
            case THROUGHPUT -> "/s";
            case LOAD, TASK_MANAGERS -> "";
        };
    }

    private static List<Sample> evenly(List<Sample> all) {
        if (all.size() <= MOST) {
            return all;
        }
        List<Sample> some = new ArrayList<>(MOST);
        for (int i = 0; i < MOST; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / (MOST - 1))));
        }
        return some;
    }

    private static double busiest(Sample sample) {
        return sample.loadPerTaskManager().values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private static void line(
            JsonGenerator json,
            String name,
            String unit,
            List<Sample> samples,
            ToDoubleFunction<Sample> value)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("unit", unit);
        values(json, "values", samples, value, 1);
        json.writeEndObject();
    }

    private static void values(
            JsonGenerator json,
            String name,
            List<Sample> samples,
            ToDoubleFunction<Sample> value,
            int digits)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Sample sample : samples) {
            double number = value.applyAsDouble(sample);
            if (Double.isFinite(number)) {
                json.writeNumber(Numbers.decimal(number, digits));
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }
}
