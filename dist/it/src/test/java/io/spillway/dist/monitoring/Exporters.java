package io.spillway.dist.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The exporters of a running cluster, found by what its processes log, and the names of all metrics
 * that they have told so far.
 */
public final class Exporters {
    private static final Pattern ADDRESS =
            Pattern.compile("Metrics for Prometheus are at (http://\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(flink_\\w+)[{ ]");
    private static final Pattern LOG = Pattern.compile("(jobmanager|taskmanager)\\S*\\.log");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Path folder;
    private final Set<String> seen = new TreeSet<>();

    /**
     * @param folder below which all processes log
     */
    public Exporters(Path folder) {
        this.folder = folder;
    }

    /** Where all exporters are or were. */
    public Set<URI> addresses() throws IOException {
        Set<URI> addresses = new TreeSet<>();
        List<Path> logs;
        try (Stream<Path> files = Files.walk(folder)) {
            logs = files.filter(f -> LOG.matcher(f.getFileName().toString()).matches()).toList();
        } catch (java.io.UncheckedIOException e) {
            // Processes come and go, and so do their files.
            return addresses;
        }
        for (Path log : logs) {
            try {
                Matcher matcher = ADDRESS.matcher(Files.readString(log));
                while (matcher.find()) {
                    addresses.add(URI.create(matcher.group(1)));
                }
            } catch (NoSuchFileException e) {
                // As above.
            }
        }
        return addresses;
    }

    /** Asks all that are there now. */
    public void scrape() throws IOException {
        for (URI address : addresses()) {
            try {
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(address).timeout(TIMEOUT).build(),
                                HttpResponse.BodyHandlers.ofString());
                SAMPLE.matcher(answer.body()).results().forEach(s -> seen.add(s.group(1)));
            } catch (IOException e) {
                // A process that has gone.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Every metric that had a value in a scrape. */
    public Set<String> seen() {
        return seen;
    }
}
