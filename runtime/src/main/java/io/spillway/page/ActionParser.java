package io.spillway.page;

import java.net.HttpURLConnection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads what an action is about; says of what it can't read which field is wrong, and how. */
final class ActionParser {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final int LONGEST_ID = 256;

    private ActionParser() {}

    /**
     * Reads the body of a request.
     *
     * @param limits what a load may be; null where it can't be changed
     */
    static Action parse(Action.Kind kind, String body, PageDescription.LoadLimits limits)
            throws Refusal {
        JsonNode json = object(body);
        Set<String> allowed =
                kind.isOnMachine()
                        ? Set.of("taskManager")
                        : kind == Action.Kind.LOAD ? Set.of("multiplier", "rate") : Set.of();
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw bad(
                        allowed.isEmpty()
                                ? name + ": no such field; send {}"
                                : "%s: no such field; there is %s"
                                        .formatted(
                                                name, String.join(", ", new TreeSet<>(allowed))));
            }
        }
        if (kind.isOnMachine()) {
            return new Action(kind, taskManager(json.path("taskManager")), null, null);
        }
        if (kind != Action.Kind.LOAD) {
            return new Action(kind, null, null, null);
        }
        if (json.has("multiplier") == json.has("rate")) {
            throw bad("multiplier, rate: send exactly one of them");
        }
        return new Action(
                kind,
                null,
                number(json, "multiplier", limits.highestMultiplier()),
                number(json, "rate", limits.highestRate()));
    }

    private static JsonNode object(String body) throws Refusal {
        try {
            JsonNode json = JSON.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw bad("body: is not a JSON object");
    }

    private static String taskManager(JsonNode value) throws Refusal {
        if (!value.isTextual() || value.asText().isBlank()) {
            throw bad("taskManager: missing; send the id of one TaskManager");
        }
        if (value.asText().length() > LONGEST_ID) {
            throw bad("taskManager: longer than " + LONGEST_ID + " characters");
        }
        return value.asText();
    }

    private static Double number(JsonNode json, String field, double highest) throws Refusal {
        if (!json.has(field)) {
            return null;
        }
        JsonNode value = json.get(field);
        // Not a number, infinite and negative all fail the comparison.
        if (!value.isNumber() || !(value.asDouble() >= 0 && value.asDouble() <= highest)) {
            throw bad(
                    "%s: %s is not a number from 0 to %s"
                            .formatted(field, shortened(value), plain(highest)));
        }
        return value.asDouble();
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static Refusal bad(String message) {
        return new Refusal(HttpURLConnection.HTTP_BAD_REQUEST, message);
    }

    /** All that can be asked for, for messages. */
    static String names(Set<Action.Kind> kinds) {
        List<String> names = kinds.stream().map(Action.Kind::path).sorted().toList();
        return String.join(", ", names);
    }
}
