package io.spillway.localcloud.gcp.metadata;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.service.SteeredServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One VM's metadata server:
 *
 * <ul>
 *   <li>a request without {@code Metadata-Flavor: Google}, or with {@code X-Forwarded-For}, is
 *       refused with 403; every answer has that header and an {@code ETag};
 *   <li>a path that ends in a slash is a directory and lists what is in it; one without it is
 *       redirected there (301); {@code recursive=true} answers all that is below as JSON, or as
 *       lines with {@code alt=text};
 *   <li>{@code wait_for_change=true} answers when the content changes, or {@code timeout_sec} is
 *       over; at once when {@code last_etag} isn't the present one;
 *   <li>404 for what isn't there, but 503 for planned maintenance where there is none: not
 *       documented, seen by <a href="https://github.com/GoogleCloudPlatform/sapagent">Google's own
 *       agents</a>.
 * </ul>
 *
 * <p>Counts, delays, and fails, with 429 for one (<a
 * href="https://cloud.google.com/compute/docs/troubleshooting/troubleshoot-metadata-server">Troubleshoot
 * server codes</a>). Thread-safe.
 */
public final class VmMetadataServer extends SteeredServer {
    private static final String FLAVOR = "Metadata-Flavor";
    private static final String ROOT = "/computeMetadata/v1";
    private static final String TEXT = "application/text";

    /** Where no timeout is asked for; connections don't last longer. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final VmMetadata metadata;

    private VmMetadataServer(VmMetadata metadata) {
        this.metadata = metadata;
    }

    /** Starts one; it answers when this returns. */
    public static VmMetadataServer start(VmMetadata metadata) throws IOException {
        VmMetadataServer started = new VmMetadataServer(metadata);
        started.serve("vm-metadata");
        return started;
    }

    /** What it says. */
    public VmMetadata metadata() {
        return metadata;
    }

    /** What {@code GCE_METADATA_HOST} must be. */
    public String host() {
        return address().getAuthority();
    }

    @Override
    protected HttpAnswer answer(HttpRequest request) throws InterruptedException {
        return flavoured(known(request));
    }

    private HttpAnswer known(HttpRequest request) throws InterruptedException {
        if (request.header("metadata-flavor").filter("Google"::equals).isEmpty()) {
            return error(403, "Missing Metadata-Flavor:Google header.");
        }
        if (request.header("x-forwarded-for").isPresent()) {
            return error(403, "Request is forwarded: X-Forwarded-For is set.");
        }
        if (!request.method().equals("GET")) {
            return error(405, "Method Not Allowed");
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        if (path.equals("/")) {
            // How client libraries find out whether there is a metadata server.
            return HttpAnswer.text(200, TEXT, "computeMetadata/\n");
        }
        if (path.equals(ROOT)) {
            return moved(path);
        }
        return path.startsWith(ROOT + "/")
                ? content(path.substring(ROOT.length() + 1), query(request))
                : error(404, "Not Found");
    }

    private HttpAnswer content(String asked, Map<String, String> query)
            throws InterruptedException {
        boolean directory = asked.isEmpty() || asked.endsWith("/");
        String path = asked.replaceFirst("/$", "");
        MetadataTree tree = metadata.tree();
        if (isTrue(query, "wait_for_change")) {
            Optional<Duration> timeout = timeout(query);
            if (timeout.isEmpty()) {
                return error(400, "Invalid timeout_sec: " + query.get("timeout_sec"));
            }
            if (tree.isDirectory(path) || tree.value(path).isPresent()) {
                tree.awaitChange(path, Optional.ofNullable(query.get("last_etag")), timeout.get());
            }
        }
        String etag = tree.etag(path);
        if (tree.isDirectory(path)) {
            if (!directory) {
                return moved(ROOT + "/" + path);
            }
            return (isTrue(query, "recursive")
                            ? HttpAnswer.text(200, "application/json", tree.json(path).toString())
                            : HttpAnswer.text(200, TEXT, tree.listing(path)))
                    .with("ETag", etag);
        }
        Optional<String> value = tree.value(path);
        if (value.isPresent()) {
            return ("json".equals(query.get("alt"))
                            ? HttpAnswer.text(
                                    200,
                                    "application/json",
                                    MetadataTree.json("/" + path, value.get()).toString())
                            : HttpAnswer.text(
                                    200,
                                    value.get().startsWith("{") ? "application/json" : TEXT,
                                    value.get()))
                    .with("ETag", etag);
        }
        return path.equals(VmMetadata.UPCOMING_MAINTENANCE)
                ? HttpAnswer.text(
                        503,
                        "application/json",
                        "{ \"error\": \"no notifications have been received yet, try again later\" }")
                : error(404, "Not Found");
    }

    private static Map<String, String> query(HttpRequest request) {
        Map<String, String> query = new HashMap<>();
        for (String each : request.query().split("&", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                query.put(
                        each.substring(0, equals),
                        URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static boolean isTrue(Map<String, String> query, String name) {
        return "true".equalsIgnoreCase(query.get(name));
    }

    private static Optional<Duration> timeout(Map<String, String> query) {
        String text = query.get("timeout_sec");
        if (text == null) {
            return Optional.of(LONGEST_WAIT);
        }
        return text.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }

    private static HttpAnswer moved(String path) {
        return HttpAnswer.text(301, "text/html; charset=UTF-8", "Moved")
                .with("Location", path + "/");
    }

    private static HttpAnswer error(int status, String title) {
        return HttpAnswer.text(
                status,
                "text/html; charset=UTF-8",
                "<!DOCTYPE html>\n<html lang=en>\n<title>Error %d (%s)!!1</title>\n<p><b>%d.</b> <ins>%s</ins>\n"
                        .formatted(status, title, status, title));
    }

    @Override
    protected HttpAnswer refusal(HttpRequest request, int status, String code) {
        return flavoured(error(status, code));
    }

    private static HttpAnswer flavoured(HttpAnswer answer) {
        return answer.with(FLAVOR, "Google").with("Server", "Metadata Server for VM");
    }
}
