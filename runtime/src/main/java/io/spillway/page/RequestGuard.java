package io.spillway.page;

import com.sun.net.httpserver.Headers;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Tells the page's own requests from those that another web site makes a browser send, and from
 * those of other users of this machine. The loopback interface alone keeps out neither.
 *
 * <ul>
 *   <li>{@code Host} must be this server's own: a foreign name that was made to resolve to the
 *       loopback address (DNS rebinding) isn't;
 *   <li>all data and actions need the token, which only the URL tells that the command prints, in
 *       its fragment, which browsers keep to themselves;
 *   <li>an action must be JSON and, where the browser tells where it comes from, come from here.
 * </ul>
 */
final class RequestGuard {
    static final String TOKEN_HEADER = "X-Spillway-Token";
    private static final int TOKEN_BYTES = 24;

    private final Set<String> hosts;
    private final Set<String> origins;
    private final String token;

    RequestGuard(int port) {
        this(port, randomToken());
    }

    RequestGuard(int port, String token) {
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.origins =
                Set.of(
                        "http://127.0.0.1:" + port,
                        "http://localhost:" + port,
                        "http://[::1]:" + port);
        this.token = token;
    }

    private static String randomToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String token() {
        return token;
    }

    void checkHost(Headers headers) throws Refusal {
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0))) {
            throw new Refusal(
                    HttpURLConnection.HTTP_FORBIDDEN,
                    "Host: is not this page's own; open the URL that the command printed");
        }
    }

    void checkToken(String given) throws Refusal {
        boolean right =
                given != null
                        && MessageDigest.isEqual(
                                given.getBytes(StandardCharsets.UTF_8),
                                token.getBytes(StandardCharsets.UTF_8));
        if (!right) {
            throw new Refusal(
                    HttpURLConnection.HTTP_FORBIDDEN,
                    "token: missing or wrong; open the URL that the command printed");
        }
    }

    void checkOrigin(Headers headers) throws Refusal {
        String origin = headers.getFirst("Origin");
        String site = headers.getFirst("Sec-Fetch-Site");
        if ((origin != null && !origins.contains(origin))
                || (site != null && !site.equals("same-origin"))) {
            throw new Refusal(
                    HttpURLConnection.HTTP_FORBIDDEN, "Origin: is not this page; nothing was done");
        }
        String type = String.valueOf(headers.getFirst("Content-Type"));
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Refusal(
                    HttpURLConnection.HTTP_UNSUPPORTED_TYPE,
                    "Content-Type: must be application/json");
        }
    }
}
