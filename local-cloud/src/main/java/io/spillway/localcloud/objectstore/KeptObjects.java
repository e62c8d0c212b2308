package io.spillway.localcloud.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Objects that a relay has copies of in files. Thread-safe. */
final class KeptObjects implements Closeable {
    private final Map<String, FileChannel> files = new ConcurrentHashMap<>();

    void keep(String key, Path file) throws IOException {
        FileChannel before = files.put(key, FileChannel.open(file));
        if (before != null) {
            before.close();
        }
    }

    /** What a request wants of a copy; empty when there is none, or nothing in it. */
    Optional<KeptRange> of(StoreDialect dialect, SeenRequest request) throws IOException {
        if (files.isEmpty() || !dialect.readsObject(request)) {
            return Optional.empty();
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        for (Map.Entry<String, FileChannel> each : files.entrySet()) {
            if (path.endsWith("/" + each.getKey())) {
                return KeptRange.of(each.getValue(), request.header("range"));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel each : files.values()) {
            each.close();
        }
    }
}
