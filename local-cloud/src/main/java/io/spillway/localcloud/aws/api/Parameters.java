package io.spillway.localcloud.aws.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a call says: names and values, lists and further names below them. Values are numbers, times
 * and booleans where the protocol has those, and text where it hasn't.
 */
public final class Parameters {
    private final Map<String, Object> values;

    Parameters(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** As they came. */
    public Map<String, Object> values() {
        return values;
    }

    /** A text. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString);
    }

    /** A text that must be there. */
    public String required(String name) throws ApiError {
        Optional<String> value = text(name).filter(each -> !each.isEmpty());
        if (value.isEmpty()) {
            throw new ApiError(
                    400, "MissingParameter", "The request must contain the parameter " + name);
        }
        return value.get();
    }

    /** A number. */
    public OptionalDouble number(String name) throws ApiError {
        Object value = values.get(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(number(name, value));
    }

    private static double number(String name, Object value) throws ApiError {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            throw ApiError.validation("%s: '%s' is not a number".formatted(name, value));
        }
    }

    /** A whole number. */
    public Optional<Integer> whole(String name) throws ApiError {
        OptionalDouble number = number(name);
        if (number.isPresent() && number.getAsDouble() != Math.rint(number.getAsDouble())) {
            throw ApiError.validation(
                    "%s: '%s' is not a whole number".formatted(name, values.get(name)));
        }
        return number.isPresent() ? Optional.of((int) number.getAsDouble()) : Optional.empty();
    }

    /** True or false. */
    public Optional<Boolean> flag(String name) {
        return text(name).map(Boolean::valueOf);
    }

    /** A time. */
    public Optional<Instant> time(String name) throws ApiError {
        Object value = values.get(name);
        if (value == null || value instanceof Instant) {
            return Optional.ofNullable((Instant) value);
        }
        try {
            return Optional.of(Instant.parse(value.toString()));
        } catch (DateTimeParseException e) {
            throw ApiError.validation("%s: '%s' is not a time".formatted(name, value));
        }
    }

    /** A list of texts; empty when it isn't there. */
    public List<String> texts(String name) {
        return list(name).stream().map(Object::toString).toList();
    }

    /** A list of numbers; empty when it isn't there. */
    public List<Double> numbers(String name) throws ApiError {
        List<Double> numbers = new ArrayList<>();
        for (Object each : list(name)) {
            numbers.add(number(name, each));
        }
        return numbers;
    }

    /** A list of structures; empty when it isn't there. */
    public List<Parameters> structures(String name) {
        return list(name).stream().map(Parameters::of).toList();
    }

    /** A structure, if it is there. */
    public Optional<Parameters> structure(String name) {
        return Optional.ofNullable(values.get(name)).map(Parameters::of);
    }

    private List<?> list(String name) {
        Object value = values.get(name);
        return value instanceof List<?> list ? list : List.of();
    }

    private static Parameters of(Object value) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> values.put(name.toString(), each));
        }
        return new Parameters(values);
    }

    /** Refuses parameters that the call doesn't have, so that nothing is silently left out. */
    public void requireOnly(String... names) throws ApiError {
        Set<String> others = new TreeSet<>(values.keySet());
        others.removeAll(Arrays.asList(names));
        if (!others.isEmpty()) {
            throw ApiError.validation("the local cloud doesn't know the parameters " + others);
        }
    }
}
