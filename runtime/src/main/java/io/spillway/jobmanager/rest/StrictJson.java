package io.spillway.jobmanager.rest;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonMappingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.MapperFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.cfg.CoercionAction;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.type.LogicalType;

/** JSON that says exactly what was meant: no unknown field, no guessing of types. */
final class StrictJson {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            c ->
                                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .build();

    private StrictJson() {}

    static <T> T read(String body, Class<T> type) throws RequestProblem {
        if (body.isBlank()) {
            throw RequestProblem.badRequest("body: empty; send a JSON object");
        }
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw RequestProblem.badRequest("body: null; send a JSON object");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw RequestProblem.badRequest(
                    "%s: no such field; there are %s"
                            .formatted(
                                    path(e),
                                    e.getKnownPropertyIds().stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        } catch (MismatchedInputException e) {
            throw RequestProblem.badRequest("%s: not %s".formatted(path(e), expected(e)));
        } catch (JsonMappingException e) {
            throw RequestProblem.badRequest("%s: can't be read".formatted(path(e)));
        } catch (JsonProcessingException e) {
            throw RequestProblem.badRequest(
                    "body: not JSON (line %d, column %d)"
                            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + value.getClass(), e);
        }
    }

    private static String path(JsonMappingException e) {
        String path =
                e.getPath().stream()
                        .map(r -> r.getFieldName() == null ? "" + r.getIndex() : r.getFieldName())
                        .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "what is expected here";
        } else if (type == Long.class || type == long.class) {
            return "a whole number";
        } else if (List.class.isAssignableFrom(type)) {
            return "a list";
        } else if (type == String.class) {
            return "a string";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return "one of " + List.of(type.getEnumConstants());
        }
        return "a JSON object";
    }
}
