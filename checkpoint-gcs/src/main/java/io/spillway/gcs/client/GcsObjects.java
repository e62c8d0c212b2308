package io.spillway.gcs.client;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.Page;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.objects.StoredBytes;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Cloud Storage's requests for objects. A version is a generation. */
final class GcsObjects implements ObjectRequests {
    /** How many calls a batch has at most. */
    private static final int BATCH = 100;

    /** How often the answer to a read may break off. */
    private static final int BREAKS = 4;

    private static final String LISTED =
            "nextPageToken,prefixes,items(name,size,updated,generation)";
    private static final String DESCRIBED = "name,size,updated,generation,metadata";

    private final GcsRequests requests;
    private final HttpRequestInitializer initializer;

    /**
     * On a client.
     *
     * @param initializer of requests that are made beside the client's own: batches
     */
    GcsObjects(GcsRequests requests, HttpRequestInitializer initializer) {
        this.requests = requests;
        this.initializer = initializer;
    }

    private Storage.Objects objects() {
        return requests.client().objects();
    }

    @Override
    public String put(
            ObjectId object,
            Content content,
            Optional<Precondition> precondition,
            Optional<String> nonce,
            Optional<Duration> timeout)
            throws IOException {
        StorageObject described = requests.describe(object, content, nonce);
        return GcsRequests.call(
                        Action.INSERT,
                        object,
                        () -> requests.insert(object, described, content, precondition, timeout))
                .getGeneration()
                .toString();
    }

    @Override
    public RangeStream get(ObjectId object, Optional<ByteRange> range, Optional<String> version)
            throws IOException {
        Long generation = version.isEmpty() ? null : GcsRequests.generation(version.get());
        return GcsRequests.call(
                Action.GET_MEDIA,
                object,
                () -> {
                    HttpResponse response =
                            GcsRequests.open(
                                    objects()
                                            .get(object.bucket(), object.key())
                                            .setIfGenerationMatch(generation),
                                    range.map(ByteRange::header),
                                    Optional.empty());
                    return stream(response);
                });
    }

    private static RangeStream stream(HttpResponse response) throws IOException {
        InputStream content = response.getContent();
        Long told = response.getHeaders().getContentLength();
        long length = told == null ? 0 : told;
        return new RangeStream(
                content == null ? InputStream.nullInputStream() : content,
                length,
                ByteRange.objectSize(response.getHeaders().getContentRange(), length),
                response.getHeaders().getFirstHeaderStringValue("x-goog-generation"),
                () -> abort(response));
    }

    private static void abort(HttpResponse response) {
        try {
            response.disconnect();
        } catch (IOException e) {
            // Dropped all the same.
        }
    }

    @Override
    public StoredBytes read(ObjectId object, Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        return GcsRequests.call(
                Action.GET_MEDIA,
                object,
                () -> {
                    for (int breaks = 0; ; breaks++) {
                        Duration left = Duration.ofNanos(end - System.nanoTime());
                        HttpResponse response =
                                GcsRequests.open(
                                        objects().get(object.bucket(), object.key()),
                                        Optional.empty(),
                                        Optional.of(left));
                        try {
                            return whole(response);
                        } catch (IOException e) {
                            // Requests were tried again before; this is for answers that break off.
                            if (breaks == BREAKS || System.nanoTime() - end >= 0) {
                                throw e;
                            }
                        }
                    }
                });
    }

    private static StoredBytes whole(HttpResponse response) throws IOException {
        try (RangeStream in = stream(response)) {
            byte[] bytes = in.readNBytes((int) in.length());
            if (bytes.length < in.length()) {
                throw new EOFException("the answer ended early");
            }
            return new StoredBytes(in.version(), new ByteArrayInputStream(bytes));
        }
    }

    @Override
    public ObjectInfo head(ObjectId object) throws IOException {
        return GcsRequests.call(
                Action.GET,
                object,
                () ->
                        info(
                                object,
                                GcsRequests.execute(
                                        objects()
                                                .get(object.bucket(), object.key())
                                                .setFields(DESCRIBED),
                                        Optional.empty())));
    }

    private static ObjectInfo info(ObjectId object, StorageObject stored) {
        return new ObjectInfo(
                object,
                size(stored),
                stored.getUpdated().getValue(),
                stored.getGeneration().toString(),
                GcsRequests.nonce(stored));
    }

    /** Google's testbench, for one, doesn't tell that of an empty object. */
    static long size(StorageObject stored) {
        return stored.getSize() == null ? 0 : stored.getSize().longValueExact();
    }

    @Override
    public Page list(
            ObjectId prefix,
            boolean level,
            int most,
            Optional<String> from,
            Optional<Duration> timeout)
            throws IOException {
        return GcsRequests.call(
                Action.LIST,
                prefix,
                () -> {
                    Objects listed =
                            GcsRequests.execute(
                                    objects()
                                            .list(prefix.bucket())
                                            .setPrefix(prefix.key())
                                            .setDelimiter(level ? "/" : null)
                                            .setMaxResults((long) most)
                                            .setPageToken(from.orElse(null))
                                            .setFields(LISTED),
                                    timeout);
                    return new Page(
                            orNone(listed.getItems()).stream()
                                    .map(each -> info(prefix.withKey(each.getName()), each))
                                    .toList(),
                            orNone(listed.getPrefixes()),
                            Optional.ofNullable(listed.getNextPageToken()));
                });
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }

    @Override
    public void delete(ObjectId object) throws IOException {
        try {
            delete(object, null, Optional.empty());
        } catch (FileNotFoundException e) {
            // As wanted.
        }
    }

    @Override
    public void delete(ObjectId object, String version, Duration timeout) throws IOException {
        delete(object, GcsRequests.generation(version), Optional.of(timeout));
    }

    private void delete(ObjectId object, Long generation, Optional<Duration> timeout)
            throws IOException {
        GcsRequests.call(
                Action.DELETE,
                object,
                () ->
                        GcsRequests.execute(
                                objects()
                                        .delete(object.bucket(), object.key())
                                        .setIfGenerationMatch(generation),
                                timeout));
    }

    @Override
    public void delete(ObjectId directory, List<String> keys) throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (int i = 0; i < keys.size(); i += BATCH) {
            Optional<IOException> first =
                    deleteBatch(directory, keys.subList(i, Math.min(keys.size(), i + BATCH)));
            failure = failure.or(() -> first);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** The failure of the first object that wasn't deleted. */
    private Optional<IOException> deleteBatch(ObjectId directory, List<String> keys)
            throws IOException {
        FirstFailure first = new FirstFailure();
        BatchRequest batch = requests.client().batch(initializer);
        for (String key : keys) {
            ObjectId object = directory.withKey(key);
            objects()
                    .delete(object.bucket(), key)
                    .queue(
                            batch,
                            new JsonBatchCallback<>() {
                                @Override
                                public void onSuccess(Void nothing, HttpHeaders headers) {}

                                @Override
                                public void onFailure(GoogleJsonError e, HttpHeaders headers) {
                                    IOException failure =
                                            Failures.ofOne(e, Action.DELETE_MANY, object);
                                    if (!(failure instanceof FileNotFoundException)) {
                                        first.tell(failure);
                                    }
                                }
                            });
        }
        GcsRequests.call(
                Action.DELETE_MANY,
                directory,
                () -> {
                    batch.execute();
                    return null;
                });
        return first.told();
    }

    private static final class FirstFailure {
        private IOException failure;

        void tell(IOException e) {
            failure = failure == null ? e : failure;
        }

        Optional<IOException> told() {
            return Optional.ofNullable(failure);
        }
    }

    @Override
    public void copy(ObjectId source, ObjectId target) throws IOException {
        rewrite(source, null, target);
    }

    /**
     * Copies an object, by one call where the target is of the same place and class.
     *
     * @param generation that the source has to have; null for any
     */
    StorageObject rewrite(ObjectId source, Long generation, ObjectId target) throws IOException {
        return GcsRequests.call(
                Action.REWRITE,
                target,
                () -> {
                    String token = null;
                    while (true) {
                        RewriteResponse answer =
                                GcsRequests.execute(
                                        objects()
                                                .rewrite(
                                                        source.bucket(),
                                                        source.key(),
                                                        target.bucket(),
                                                        target.key(),
                                                        null)
                                                .setIfSourceGenerationMatch(generation)
                                                .setRewriteToken(token),
                                        requests.slow());
                        if (answer.getDone()) {
                            return answer.getResource();
                        }
                        token = answer.getRewriteToken();
                    }
                });
    }

    @Override
    public long largestCopy() {
        return Long.MAX_VALUE;
    }
}
