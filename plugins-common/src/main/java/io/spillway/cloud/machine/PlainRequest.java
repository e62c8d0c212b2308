package io.spillway.cloud.machine;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a metadata service: short, never by a proxy, never redirected. Not by an SDK, whose
 * classes an agent that must be small needn't load for it.
 */
public final class PlainRequest {
    private static final int LONGEST_ANSWER = 64 * 1024;

    private PlainRequest() {}

    /** An answer, whatever its status. */
    public static final class Answer {
        private final int status;
        private final String body;
        private final HttpURLConnection connection;

        private Answer(int status, String body, HttpURLConnection connection) {
            this.status = status;
            this.body = body;
            this.connection = connection;
        }

        /** The status code. */
        public int status() {
            return status;
        }

        /** The body as text, its first 64 KiB. */
        public String body() {
            return body;
        }

        /** A header's value. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(connection.getHeaderField(name));
        }
    }

    /**
     * Asks. Blocks twice as long as {@code timeout} at most: to connect, and for the answer.
     *
     * @param method {@code GET} or {@code PUT}
     * @throws java.io.InterruptedIOException when the time is over
     * @throws IOException when there is no answer
     */
    public static Answer send(String method, URI uri, Map<String, String> headers, Duration timeout)
            throws IOException {
        int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        HttpURLConnection connection =
                (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        headers.forEach(connection::setRequestProperty);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        int status = connection.getResponseCode();
        try (InputStream body =
                status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            // Read to its end, so that the connection can be used again.
            String text =
                    body == null
                            ? ""
                            : new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            return new Answer(status, text, connection);
        }
    }
}
