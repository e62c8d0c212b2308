package io.spillway.gcp.compute;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.compute.Compute;
import com.google.auth.Credentials;
import com.google.auth.http.HttpCredentialsAdapter;
import io.spillway.gcp.client.Endpoint;
import java.time.Duration;

/**
 * A client of Compute Engine's API that repeats nothing by itself. Not thread-safe: the time for
 * answers is one for all calls.
 */
final class ComputeClient {
    private final Compute compute;
    private long until;

    ComputeClient(Endpoint endpoint, Credentials credentials) {
        HttpRequestInitializer authorization = new HttpCredentialsAdapter(credentials);
        this.compute =
                new Compute.Builder(
                                new NetHttpTransport(),
                                GsonFactory.getDefaultInstance(),
                                request -> {
                                    authorization.initialize(request);
                                    request.setNumberOfRetries(0);
                                    int left = millisLeft();
                                    request.setConnectTimeout(left);
                                    request.setReadTimeout(left);
                                })
                        .setRootUrl(endpoint.uri() + "/")
                        .setApplicationName("spillway")
                        .build();
    }

    Compute calls() {
        return compute;
    }

    /** From now on calls together block no longer. */
    void limit(Duration timeout) {
        until = System.nanoTime() + timeout.toNanos();
    }

    private int millisLeft() {
        return (int) Math.max(1, (until - System.nanoTime()) / 1_000_000);
    }
}
