package io.spillway.terraform.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a VM of Google's finds around it: the metadata server, and Cloud Storage's JSON API, which
 * gives objects to whoever has the service account's token. Both on a free port of the loopback
 * interface.
 */
final class GceSurroundings implements AutoCloseable {
    static final String TOKEN = "ya29.no-secret-at-all";
    private static final String METADATA = "/computeMetadata/v1/";
    private static final String STORAGE = "/download/storage/v1/";

    private final HttpServer server;
    private final Map<String, String> metadata =
            new ConcurrentHashMap<>(
                    Map.of(
                            "instance/id", "4711",
                            "instance/network-interfaces/0/ip", "10.1.2.3",
                            "instance/zone", "projects/123/zones/europe-west3-b",
                            "instance/service-accounts/default/token",
                                    "{\"access_token\":\"%s\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"
                                            .formatted(TOKEN)));
    private final Map<String, Path> objects = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private volatile int storageRefuses;

    GceSurroundings() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(METADATA, this::metadata);
        server.createContext(STORAGE, this::storage);
        server.start();
    }

    String metadataHost() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String storageAddress() {
        return "http://" + metadataHost();
    }

    /**
     * Puts an object into a bucket.
     *
     * @param path as a request names it, such as {@code b/BUCKET/o/a%2Fb}
     */
    void store(String path, Path content) {
        objects.put(path, content);
    }

    void forget(String item) {
        metadata.remove(item);
    }

    /** Cloud Storage answers with this status from now on. */
    void storageRefuses(int status) {
        storageRefuses = status;
    }

    /** Items that the metadata server was asked for, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Paths of objects that were given away, in order. */
    List<String> fetched() {
        return List.copyOf(fetched);
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String item = exchange.getRequestURI().getPath().substring(METADATA.length());
        exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
        if (!"Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"))) {
            answer(exchange, 403, new byte[0]);
            return;
        }
        asked.add(item);
        String value = metadata.get(item);
        answer(exchange, value == null ? 404 : 200, value == null ? new byte[0] : bytes(value));
    }

    private void storage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring(STORAGE.length());
        String expected = "Bearer " + TOKEN;
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, new byte[0]);
        } else if (storageRefuses != 0) {
            answer(exchange, storageRefuses, new byte[0]);
        } else if (!objects.containsKey(path)
                || !"alt=media".equals(exchange.getRequestURI().getRawQuery())) {
            answer(exchange, 404, new byte[0]);
        } else {
            fetched.add(path);
            answer(exchange, 200, Files.readAllBytes(objects.get(path)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
