package io.spillway.checkpoint.testing;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** An object store behind a relay, and how its cloud calls things. */
public interface TestingCloud extends AutoCloseable {

    /** Starts it, or finds it running. */
    void open() throws Exception;

    /** The caller's own relay. */
    StoreRelay relay();

    /** What a client needs to find it, and more. */
    Configuration configuration(String... keysAndValues);

    /** A file system for its bucket. */
    FileSystem fileSystem(Configuration configuration) throws Exception;

    /** What such a file system makes its requests by. */
    Connection connection(Configuration configuration) throws Exception;

    /** A directory that nobody else uses. */
    Path directory();

    /** Schemes of paths that lead to it beside the usual one. */
    List<String> otherSchemes();

    /** The name of its bucket. */
    String bucket();

    /** What the keys of its settings begin with. */
    String keys();

    /** The key of its address. */
    String endpointKey();

    /** What is left of large files below a directory that were never finished. */
    boolean hasUnfinishedUploads(Path directory) throws Exception;

    /** Whether a write is carried out only if there is no such object. */
    boolean onlyIfAbsent(SeenRequest write);

    /** Whether a write is carried out only if the object is still the same. */
    boolean onlyIfUnchanged(SeenRequest write);

    /** Its requests, as its relay tells them. */
    Names names();

    /** What it takes for each kind of request, in the message when it is missing. */
    Map<String, String> permissions();

    /**
     * The requests that a large file is written by.
     *
     * @param parts how many parts it has
     */
    Map<String, Integer> largeFile(int parts);

    /** The requests that delete so many objects of a directory, beside the listing. */
    int deletions(int objects);

    /** The code that goes with 503 where there are too many requests. */
    String slowDown();

    /** The code that goes with 403. */
    String denied();

    @Override
    void close();

    /** What a server answers to a plain GET, past all that is tested. */
    static String answer(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The key of a path. */
    static String key(Path path) {
        return path.toUri().getPath().substring(1);
    }

    /**
     * How requests are called.
     *
     * @param put writes an object
     * @param create begins an upload in parts; empty if nothing does
     * @param abort the first one that gives an upload up
     */
    record Names(
            String put,
            String get,
            String head,
            String list,
            String delete,
            String deleteMany,
            String copy,
            Optional<String> create,
            String part,
            String complete,
            String abort) {}
}
