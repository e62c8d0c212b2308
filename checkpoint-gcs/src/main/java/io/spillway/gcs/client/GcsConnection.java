package io.spillway.gcs.client;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.TransferThreads;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.settings.FileSettings;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.gcs.settings.GcsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;

/**
 * What all file systems and stores of a process with the same settings share: connections, threads
 * and memory. Thread-safe. The connections are made when they are needed.
 */
public final class GcsConnection implements Connection {
    /** Of all addresses. */
    public static final String SCHEME = "gs";

    private static final Map<GcsSettings, GcsConnection> SHARED = new HashMap<>();
    private static final TimeValue IDLE = TimeValue.ofSeconds(15);
    private static final TimeValue DOUBTED = TimeValue.ofSeconds(2);
    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 10_000;

    private final GcsSettings settings;
    private final SegmentPool memory;
    private final ExecutorService transfers;
    private final GcsObjects objects;
    private final GcsUploads uploads;
    private final GcsObjects once;

    private GcsConnection(GcsSettings settings) throws IOException {
        this.settings = settings;
        this.memory = new SegmentPool(settings.uploads().memoryBytes());
        HttpTransport transport = transport(settings.requests());
        Optional<HttpCredentialsAdapter> credentials = credentials(settings);
        HttpRequestInitializer again = request -> initialize(request, credentials, true);
        HttpRequestInitializer single = request -> initialize(request, credentials, false);
        GcsRequests retried = requests(transport, again);
        this.objects = new GcsObjects(retried, again);
        this.uploads = new GcsUploads(retried, objects);
        this.once = new GcsObjects(requests(transport, single), single);
        this.transfers = TransferThreads.start("gs-transfer", settings.requests().connections());
    }

    /**
     * The process' connection with these settings.
     *
     * @throws IOException when no client can be made: no credentials, for example
     */
    public static GcsConnection shared(GcsSettings settings) throws IOException {
        synchronized (SHARED) {
            GcsConnection connection = SHARED.get(settings);
            if (connection == null) {
                connection = new GcsConnection(settings);
                SHARED.put(settings, connection);
            }
            return connection;
        }
    }

    private static Optional<HttpCredentialsAdapter> credentials(GcsSettings settings)
            throws IOException {
        if (!settings.credentials()) {
            return Optional.empty();
        }
        GoogleCredentials found;
        try {
            found = settings.keyFile().isPresent() ? ofKey(settings) : ofProcess();
        } catch (IOException e) {
            throw new IOException(
                    "no credentials for Cloud Storage: %s (keys gs.auth.service.account.json.keyfile, gs.auth.null.enable)"
                            .formatted(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")),
                    e);
        }
        return Optional.of(
                new HttpCredentialsAdapter(
                        found.createScoped(StorageScopes.DEVSTORAGE_READ_WRITE)));
    }

    private static GoogleCredentials ofProcess() throws IOException {
        return GoogleCredentials.getApplicationDefault();
    }

    private static GoogleCredentials ofKey(GcsSettings settings) throws IOException {
        try (InputStream key = Files.newInputStream(settings.keyFile().orElseThrow())) {
            return ServiceAccountCredentials.fromStream(key);
        }
    }

    private static HttpTransport transport(Requests requests) {
        return new Apache5HttpTransport(
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setMaxConnTotal(requests.connections())
                                        .setMaxConnPerRoute(requests.connections())
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setValidateAfterInactivity(DOUBTED)
                                                        .build())
                                        .setDefaultSocketConfig(
                                                SocketConfig.custom()
                                                        .setTcpNoDelay(true)
                                                        .setSoKeepAlive(true)
                                                        .build())
                                        .build())
                        .evictIdleConnections(IDLE)
                        .addExecInterceptorFirst("dropped-answers", new DroppedAnswers())
                        // A write that is sent again in secret would be refused by itself.
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .build());
    }

    private GcsRequests requests(HttpTransport transport, HttpRequestInitializer initializer) {
        Storage.Builder builder =
                new Storage.Builder(transport, GsonFactory.getDefaultInstance(), initializer)
                        .setApplicationName("Spillway");
        settings.rootUrl().ifPresent(each -> builder.setRootUrl(each + "/"));
        return new GcsRequests(
                builder.build(), settings.uploads().checksums(), settings.requests().callTimeout());
    }

    private void initialize(
            HttpRequest request, Optional<HttpCredentialsAdapter> credentials, boolean again)
            throws IOException {
        if (credentials.isPresent()) {
            credentials.get().initialize(request);
        }
        int attempt = (int) settings.requests().attemptTimeout().toMillis();
        request.setConnectTimeout(attempt).setReadTimeout(attempt).setFollowRedirects(false);
        HttpUnsuccessfulResponseHandler expired =
                (each, response, supported) ->
                        credentials.isPresent()
                                && credentials.get().handleResponse(each, response, supported);
        if (!again) {
            // With a token that has expired nothing was done.
            request.setNumberOfRetries(1).setUnsuccessfulResponseHandler(expired);
            return;
        }
        HttpBackOffUnsuccessfulResponseHandler later =
                new HttpBackOffUnsuccessfulResponseHandler(backOff())
                        .setBackOffRequired(
                                response ->
                                        response.getStatusCode() == 408
                                                || response.getStatusCode() == 429
                                                || response.getStatusCode() >= 500);
        request.setNumberOfRetries(settings.requests().retries())
                .setUnsuccessfulResponseHandler(
                        (each, response, supported) ->
                                expired.handleResponse(each, response, supported)
                                        || later.handleResponse(each, response, supported))
                .setIOExceptionHandler(new HttpBackOffIOExceptionHandler(backOff()));
    }

    private ExponentialBackOff backOff() {
        return new ExponentialBackOff.Builder()
                .setInitialIntervalMillis(FIRST_PAUSE_MILLIS)
                .setMultiplier(2)
                .setMaxIntervalMillis(LONGEST_PAUSE_MILLIS)
                .setMaxElapsedTimeMillis((int) settings.requests().callTimeout().toMillis())
                .build();
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public ObjectRequests objects() {
        return objects;
    }

    @Override
    public UploadRequests uploads() {
        return uploads;
    }

    @Override
    public ObjectRequests once() {
        return once;
    }

    @Override
    public SegmentPool memory() {
        return memory;
    }

    @Override
    public Executor transfers() {
        return transfers;
    }

    @Override
    public FileSettings files() {
        return new FileSettings(
                settings.uploads().partBytes(), settings.entropy(), settings.checkpointDirectory());
    }
}
