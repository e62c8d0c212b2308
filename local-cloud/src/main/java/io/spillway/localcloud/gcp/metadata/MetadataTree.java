package io.spillway.localcloud.gcp.metadata;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Values by their paths, each with the version that changed it last. A directory's version is the
 * newest of what is in it. Thread-safe.
 */
final class MetadataTree {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Item(Optional<String> value, long version) {}

    private final NavigableMap<String, Item> items = new TreeMap<>();
    private long versions;

    /** Sets a value, and wakes who waits for a change. */
    synchronized void put(String path, String value) {
        Item before = items.get(path);
        if (before == null || !before.value.equals(Optional.of(value))) {
            items.put(path, new Item(Optional.of(value), ++versions));
            notifyAll();
        }
    }

    /** Removes a value, which is a change as well. */
    synchronized void remove(String path) {
        if (items.containsKey(path) && items.get(path).value.isPresent()) {
            items.put(path, new Item(Optional.empty(), ++versions));
            notifyAll();
        }
    }

    /** A value; empty where there is none at that very path. */
    synchronized Optional<String> value(String path) {
        Item item = items.get(path);
        return item == null ? Optional.empty() : item.value;
    }

    /** Whether there is something below a path. */
    synchronized boolean isDirectory(String path) {
        return below(path).values().stream().anyMatch(each -> each.value.isPresent());
    }

    /** The names in a directory, a line each, with a slash after what has more below it. */
    synchronized String listing(String path) {
        TreeSet<String> names = new TreeSet<>();
        below(path)
                .forEach(
                        (each, item) -> {
                            if (item.value.isPresent()) {
                                String rest = each.substring(prefix(path).length());
                                int slash = rest.indexOf('/');
                                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
                            }
                        });
        return names.isEmpty() ? "" : String.join("\n", names) + "\n";
    }

    /**
     * All that is below a path, but for tokens, which are made when one asks for them. Names are in
     * camel case, but for those of custom metadata.
     */
    synchronized JsonNode json(String path) {
        ObjectNode root = JSON.createObjectNode();
        below(path)
                .forEach(
                        (each, item) ->
                                item.value
                                        .filter(value -> !each.endsWith("/token"))
                                        .ifPresent(
                                                value ->
                                                        insert(
                                                                root,
                                                                path,
                                                                each.substring(
                                                                        prefix(path).length()),
                                                                value)));
        return listed(root);
    }

    /** A value as JSON: numbers and objects as such, all else as a text. */
    static JsonNode json(String path, String value) {
        boolean number = path.endsWith("/id") || path.endsWith("/numeric-project-id");
        if (number || value.startsWith("{") || value.startsWith("[")) {
            try {
                return JSON.readTree(value);
            } catch (JsonProcessingException e) {
                return JSON.getNodeFactory().textNode(value);
            }
        }
        return JSON.getNodeFactory().textNode(value);
    }

    private static void insert(ObjectNode into, String parent, String rest, String value) {
        int slash = rest.indexOf('/');
        String segment = slash < 0 ? rest : rest.substring(0, slash);
        String name = parent.endsWith("attributes") ? segment : camelCase(segment);
        String path = prefix(parent) + segment;
        if (slash < 0) {
            into.set(name, json("/" + path, value));
        } else {
            ObjectNode child =
                    into.get(name) instanceof ObjectNode there ? there : into.putObject(name);
            insert(child, path, rest.substring(slash + 1), value);
        }
    }

    /** Directories of numbers are lists. */
    private static JsonNode listed(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        if (object.has("0")) {
            ArrayNode list = JSON.createArrayNode();
            object.forEach(each -> list.add(listed(each)));
            return list;
        }
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(each -> copy.set(each.getKey(), listed(each.getValue())));
        return copy;
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String each : name.split("-", -1)) {
            camel.append(
                    camel.isEmpty() || each.isEmpty()
                            ? each
                            : Character.toUpperCase(each.charAt(0)) + each.substring(1));
        }
        return camel.toString();
    }

    /** What changes whenever the value or something in the directory does. */
    synchronized String etag(String path) {
        return etag(path, version(path));
    }

    private static String etag(String path, long version) {
        return "%08x%08x".formatted(path.hashCode(), version);
    }

    /**
     * Waits until a path has another ETag.
     *
     * @param last the one that is known; empty for the present one
     */
    synchronized void awaitChange(String path, Optional<String> last, Duration timeout)
            throws InterruptedException {
        String known = last.orElseGet(() -> etag(path));
        long until = System.nanoTime() + timeout.toNanos();
        while (etag(path).equals(known)) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    private long version(String path) {
        Item item = items.get(path);
        long newest = item == null ? 0 : item.version;
        return Math.max(
                newest, below(path).values().stream().mapToLong(Item::version).max().orElse(0));
    }

    private NavigableMap<String, Item> below(String path) {
        String prefix = prefix(path);
        return items.subMap(prefix, false, prefix + Character.MAX_VALUE, false);
    }

    private static String prefix(String path) {
        return path.isEmpty() ? "" : path + "/";
    }
}
