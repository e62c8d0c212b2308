package io.spillway.gcp.client;

import io.spillway.spi.cloud.CloudException;
import java.net.URI;

/**
 * Where an API is: Google's own, by TLS, or one that the user names. Without TLS only on this
 * machine, since what is sent has a token in it.
 *
 * @param uri with {@code https}, or {@code http} on the loopback interface; without a slash at its
 *     end
 */
public record Endpoint(URI uri) {

    /**
     * The endpoint of a setting.
     *
     * @param key for messages
     * @param value empty for {@code standard}
     * @throws CloudException when it can't be one; the message names key and value
     */
    public static Endpoint of(String key, String value, String standard) throws CloudException {
        String text = value.isBlank() ? standard : value.strip().replaceAll("/+$", "");
        try {
            URI uri = URI.create(text);
            boolean local = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
            boolean safe =
                    "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && local);
            if (safe && uri.getHost() != null) {
                return new Endpoint(uri);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(key, text, e);
        }
        throw wrong(key, text, null);
    }

    private static CloudException wrong(String key, String text, Throwable cause) {
        return new CloudException(
                "%s: '%s' isn't https://HOST, nor http://127.0.0.1:PORT".formatted(key, text),
                cause);
    }

    /** Whether it is encrypted. */
    public boolean secure() {
        return "https".equals(uri.getScheme());
    }

    /** Its port, the usual one where none is said. */
    public int port() {
        return uri.getPort() > 0 ? uri.getPort() : secure() ? 443 : 80;
    }
}
