package io.spillway.localcloud.aws.metadata;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Items by their paths; what lies above an item lists what is below, a line each, with a slash
 * after what has more below it (EC2 user guide, "Access instance metadata for an EC2 instance").
 * Thread-safe.
 */
final class MetadataTree {
    private final ConcurrentSkipListMap<String, String> items = new ConcurrentSkipListMap<>();

    /** Sets an item, which may not be there yet. */
    void put(String path, String content) {
        items.put(path, content);
    }

    /** Removes an item; nothing happens when it isn't there. */
    void remove(String path) {
        items.remove(path);
    }

    /**
     * An item, or a list of what is below that path.
     *
     * @param path with or without a slash at its end
     */
    Optional<String> get(String path) {
        String item = items.get(path);
        if (item != null) {
            return Optional.of(item);
        }
        String directory = path.endsWith("/") ? path : path + "/";
        Set<String> below = new TreeSet<>();
        for (String each : items.tailMap(directory).keySet()) {
            if (!each.startsWith(directory)) {
                break;
            }
            String rest = each.substring(directory.length());
            int slash = rest.indexOf('/');
            below.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        }
        return below.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", below));
    }
}
