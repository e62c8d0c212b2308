package io.spillway.page;

import com.sun.net.httpserver.HttpExchange;
import java.net.HttpURLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The parameters of a request. */
record Query(Map<String, String> parameters) {
    static Query of(HttpExchange exchange) throws Refusal {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                try {
                    parameters.put(
                            parts[0],
                            parts.length == 1
                                    ? ""
                                    : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw new Refusal(
                            HttpURLConnection.HTTP_BAD_REQUEST, "query: is not URL-encoded");
                }
            }
        }
        return new Query(parameters);
    }

    /** A parameter, or null. */
    String text(String name) {
        return parameters.get(name);
    }

    /** A version of the model; 0 when absent. */
    long version(String name) throws Refusal {
        String text = parameters.getOrDefault(name, "0");
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Refusal(
                HttpURLConnection.HTTP_BAD_REQUEST, name + ": is not a number of 0 or more");
    }
}
