package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.http.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Cloud Storage alone in a process. Arguments: the milliseconds in which an object takes one write,
 * 0 for no limit, and the buckets' names. Prints where it listens; ends when its standard input
 * does, so that it doesn't outlive whoever has started it.
 */
public final class StorageServerMain {
    private StorageServerMain() {}

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        StorageApi api = new StorageApi(words.subList(1, words.size()), System::currentTimeMillis);
        api.limitWrites(Long.parseLong(words.get(0)));
        try (LoopbackServer server = LocalStorage.serve(api);
                InputStream in = System.in) {
            System.out.println("listens on " + server.address());
            in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }
}
