package io.spillway.terraform.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a VM finds around it: a metadata service that knows IMDSv2 alone, and Auto Scaling, which
 * notes what is asked of it. Both on a free port of the loopback interface.
 */
final class VmSurroundings implements AutoCloseable {
    static final String INSTANCE = "i-0123456789abcdef0";
    private static final String TOKEN = "a-token";
    private static final String TARGET_STATE = "meta-data/autoscaling/target-lifecycle-state";

    private final HttpServer server;
    private final Map<String, String> metadata =
            new ConcurrentHashMap<>(
                    Map.of(
                            "meta-data/instance-id", INSTANCE,
                            "meta-data/local-ipv4", "10.1.2.3",
                            "meta-data/placement/region", "eu-central-1",
                            "meta-data/placement/availability-zone", "eu-central-1b"));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private volatile int autoScalingAnswers = 200;
    private volatile boolean takesInstance;
    private final AtomicInteger tooEarly = new AtomicInteger();

    VmSurroundings() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/latest/", this::metadata);
        server.createContext("/autoscaling", this::autoScaling);
        server.start();
    }

    String metadataAddress() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String autoScalingAddress() {
        return metadataAddress() + "/autoscaling";
    }

    void tell(String item, String value) {
        metadata.put(item, value);
    }

    void autoScalingAnswers(int status) {
        autoScalingAnswers = status;
    }

    /**
     * The group begins to terminate the instance when it hears of it.
     *
     * @param refusals how many words to its terminate hook come too early
     */
    void takeInstance(int refusals) {
        takesInstance = true;
        tooEarly.set(refusals);
        tell(TARGET_STATE, "InService");
    }

    /** Items that the metadata service was asked for, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The parameters of each request to Auto Scaling, in order. */
    List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String item = exchange.getRequestURI().getPath().substring("/latest/".length());
        if (exchange.getRequestMethod().equals("PUT")) {
            boolean right =
                    item.equals("api/token")
                            && exchange.getRequestHeaders()
                                    .containsKey("X-aws-ec2-metadata-token-ttl-seconds");
            answer(exchange, right ? 200 : 400, TOKEN);
            return;
        }
        String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
        if (!TOKEN.equals(token)) {
            answer(exchange, 401, "");
            return;
        }
        asked.add(item);
        String value = metadata.get(item);
        answer(exchange, value == null ? 404 : 200, value == null ? "" : value);
    }

    private void autoScaling(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = new TreeMap<>();
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        for (String parameter : form.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
        }
        requests.add(parameters);
        String action = parameters.get("Action");
        int status = autoScalingAnswers == 200 ? judge(parameters) : autoScalingAnswers;
        answer(
                exchange,
                status,
                switch (status) {
                    case 200 ->
                            "<%1$sResponse xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\"><%1$sResult/></%1$sResponse>"
                                    .formatted(action);
                    case 400 ->
                            error(
                                    "ValidationError",
                                    "No active Lifecycle Action found with instance ID "
                                            + INSTANCE);
                    default -> error("AccessDenied", "not allowed");
                });
    }

    private int judge(Map<String, String> parameters) {
        boolean goesOn = "CONTINUE".equals(parameters.get("LifecycleActionResult"));
        if (goesOn && tooEarly.getAndDecrement() > 0) {
            return 400;
        }
        if (takesInstance && !goesOn) {
            tell(TARGET_STATE, "Terminated");
        }
        return 200;
    }

    private static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                .formatted(code, message);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
