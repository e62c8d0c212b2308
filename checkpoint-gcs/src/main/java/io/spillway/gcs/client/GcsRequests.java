package io.spillway.gcs.client;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.MultipartContent;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What requests by a client have in common. */
final class GcsRequests {
    static final String BYTES = "application/octet-stream";
    private static final String NONCE = "spillway-nonce";

    private final Storage client;
    private final boolean checksums;
    private final Duration callTimeout;

    GcsRequests(Storage client, boolean checksums, Duration callTimeout) {
        this.client = client;
        this.checksums = checksums;
        this.callTimeout = callTimeout;
    }

    Storage client() {
        return client;
    }

    /** What makes a request and takes its answer. */
    interface Call<T> {
        T send() throws IOException;
    }

    /** Makes a call of the client, whose exceptions are told as ours. */
    static <T> T call(Action action, ObjectId object, Call<T> call) throws IOException {
        try {
            return call.send();
        } catch (IOException e) {
            throw Failures.translate(e, action, object);
        }
    }

    /**
     * Sends a request and takes its answer.
     *
     * @param timeout for each silence of the connection; empty for what is set
     */
    static <T> T execute(AbstractGoogleClientRequest<T> request, Optional<Duration> timeout)
            throws IOException {
        return execute(
                request.setDisableGZipContent(true).buildHttpRequest(),
                request.getResponseClass(),
                timeout);
    }

    private static <T> T execute(HttpRequest request, Class<T> type, Optional<Duration> timeout)
            throws IOException {
        timeout.ifPresent(each -> limit(request, each));
        HttpResponse response = request.execute();
        if (type == Void.class) {
            // To its end, so that the connection can serve the next request.
            response.ignore();
            return null;
        }
        // Closes it, too.
        return response.parseAs(type);
    }

    private static void limit(HttpRequest request, Duration timeout) {
        int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        request.setConnectTimeout(Math.min(millis, request.getConnectTimeout()));
        request.setReadTimeout(millis);
    }

    /** Writes an object by one request: what it is called and told with, and its bytes. */
    StorageObject insert(
            ObjectId object,
            StorageObject described,
            Content content,
            Optional<Precondition> precondition,
            Optional<Duration> timeout)
            throws IOException {
        Storage.Objects.Insert insert =
                client.objects()
                        .insert(object.bucket(), described)
                        .setIfGenerationMatch(generation(precondition))
                        .setFields("generation");
        GenericUrl url = insert.setUploadType("multipart").buildHttpRequestUrl();
        url.setRawPath("/upload" + url.getRawPath());
        HttpRequest request =
                client.getRequestFactory()
                        .buildPostRequest(
                                url,
                                new MultipartContent()
                                        .setContentParts(
                                                List.of(
                                                        new JsonHttpContent(
                                                                client.getJsonFactory(), described),
                                                        body(content))));
        request.setParser(client.getObjectParser());
        request.setResponseInterceptor(
                response -> {
                    if (!response.isSuccessStatusCode()) {
                        throw GoogleJsonResponseException.from(client.getJsonFactory(), response);
                    }
                });
        return execute(request, StorageObject.class, timeout);
    }

    /** Opens an object's bytes as they are stored. */
    static HttpResponse open(
            Storage.Objects.Get get, Optional<String> range, Optional<Duration> timeout)
            throws IOException {
        get.setAlt("media");
        range.ifPresent(each -> get.getRequestHeaders().setRange(each));
        HttpRequest request = get.buildHttpRequest().setResponseReturnRawInputStream(true);
        timeout.ifPresent(each -> limit(request, each));
        return request.execute();
    }

    /** For what the server takes its time for: an attempt may take as long as the call. */
    Optional<Duration> slow() {
        return Optional.of(callTimeout);
    }

    /** What an object is written with. */
    StorageObject describe(ObjectId object, Content content, Optional<String> nonce)
            throws IOException {
        StorageObject described = new StorageObject().setName(object.key()).setContentType(BYTES);
        if (checksums) {
            described.setCrc32c(content.checksum());
        }
        nonce.ifPresent(each -> described.setMetadata(Map.of(NONCE, each)));
        return described;
    }

    /** The nonce that an object was written with. */
    static Optional<String> nonce(StorageObject object) {
        return Optional.ofNullable(object.getMetadata()).map(each -> each.get(NONCE));
    }

    static Map<String, String> metadata(String nonce) {
        return Map.of(NONCE, nonce);
    }

    /** Null for none. */
    static Long generation(Optional<Precondition> precondition) throws IOException {
        if (precondition.isEmpty()) {
            return null;
        }
        Optional<String> version = precondition.get().version();
        return version.isEmpty() ? Long.valueOf(0) : Long.valueOf(generation(version.get()));
    }

    static long generation(String version) throws IOException {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw new IOException("'%s' is no generation of an object".formatted(version), e);
        }
    }

    /** Content as the client sends it: as often as attempts are made, straight from where it is. */
    private static AbstractInputStreamContent body(Content content) {
        return new AbstractInputStreamContent(BYTES) {
            @Override
            public InputStream getInputStream() throws IOException {
                return content.open();
            }

            @Override
            public long getLength() {
                return content.size();
            }

            /** Not by pieces of 4 KiB, as the client does; it asks for the length so, too. */
            @Override
            public void writeTo(OutputStream out) throws IOException {
                try (InputStream in = getInputStream()) {
                    in.transferTo(out);
                }
            }

            @Override
            public boolean retrySupported() {
                return true;
            }
        };
    }
}
