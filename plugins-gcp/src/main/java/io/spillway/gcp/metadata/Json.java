package io.spillway.gcp.metadata;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The metadata server's JSON. Keys are written in camel case, with underscores or with dashes,
 * depending on how one asks: here they are the same.
 */
public final class Json {

    private Json() {}

    /**
     * An object's members that are texts, numbers or booleans, as text, by their keys in lower case
     * without anything between words. Empty for what is no object.
     *
     * @throws IllegalArgumentException when it is no JSON; in one line
     */
    public static Map<String, String> members(String text) {
        JsonElement element;
        try {
            element = JsonParser.parseString(text);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        }
        Map<String, String> members = new TreeMap<>();
        if (element instanceof JsonObject object) {
            object.asMap()
                    .forEach(
                            (key, value) -> text(value).ifPresent(v -> members.put(plain(key), v)));
        }
        return members;
    }

    private static Optional<String> text(JsonElement value) {
        return value.isJsonPrimitive() ? Optional.of(value.getAsString()) : Optional.empty();
    }

    private static String plain(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
