package io.spillway.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.prometheus.PrometheusReporter;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusExporterTest {
    private static final ScopedGroup GROUP =
            new ScopedGroup(
                    "taskmanager.job.task",
                    Map.of("<tm_id>", "vm-1", "<task_name>", "Source: \"x\"\\y\nz"));
    private static final ScopedGroup OTHER =
            new ScopedGroup(
                    "taskmanager.job.task", Map.of("<tm_id>", "vm-2", "<task_name>", "sink"));
    private static final ScopedGroup ALONE = new ScopedGroup("jobmanager", Map.of());

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** The labels' order, and what Flink's tells of a gauge without a number, may differ. */
    @Test
    void tellsWhatFlinksOwnExporterTells() throws Exception {
        int port = freePort();
        MetricConfig config = new MetricConfig();
        config.setProperty("port", Integer.toString(port));
        config.setProperty("filterLabelValueCharacters", "false");
        PrometheusReporter flinks = new PrometheusReporterFactory().createMetricReporter(config);
        open.add(flinks::close);
        flinks.open(config);
        PrometheusExporter ours = started(Map.of("port", "0"));

        for (MetricReporter reporter : List.of(flinks, ours)) {
            SimpleCounter counter = new SimpleCounter();
            counter.inc(12);
            reporter.notifyOfAddedMetric(counter, "numRecordsIn", GROUP);
            reporter.notifyOfAddedMetric(new SimpleCounter(), "numRecordsIn", OTHER);
            Meter meter = new MeterView(counter);
            reporter.notifyOfAddedMetric(meter, "numRecordsInPerSecond", GROUP);
            reporter.notifyOfAddedMetric(gauge(0.25), "a-b.c d", GROUP);
            reporter.notifyOfAddedMetric(gauge(Double.POSITIVE_INFINITY), "inf", GROUP);
            reporter.notifyOfAddedMetric(gauge(Long.MIN_VALUE), "smallest", GROUP);
            reporter.notifyOfAddedMetric(gauge(true), "flag", ALONE);
            reporter.notifyOfAddedMetric(new Latency(), "latency", GROUP);
            reporter.notifyOfAddedMetric(new Latency(), "latency", OTHER);
        }

        Set<String> expected = lines(get(port, "/metrics").body());
        assertThat(expected).hasSizeGreaterThan(25);
        assertThat(lines(scrape(ours))).isEqualTo(expected);
    }

    @Test
    void aGaugeWithoutANumberIsLeftOutAndOneThatFailsCostsNobodyElse() throws Exception {
        PrometheusExporter exporter = started(Map.of("port", "0"));
        exporter.notifyOfAddedMetric(gauge(null), "none", GROUP);
        exporter.notifyOfAddedMetric(gauge("idle"), "word", GROUP);
        exporter.notifyOfAddedMetric(gauge(Double.NaN), "unknown", GROUP);
        exporter.notifyOfAddedMetric(
                (Gauge<Integer>)
                        () -> {
                            throw new IllegalStateException("not now");
                        },
                "broken",
                GROUP);
        exporter.notifyOfAddedMetric(gauge(3), "some", GROUP);
        exporter.notifyOfAddedMetric(gauge(null), "some", OTHER);

        assertThat(samples(scrape(exporter)))
                .singleElement()
                .asString()
                .startsWith("flink_taskmanager_job_task_some{")
                .contains("tm_id=\"vm-1\"")
                .endsWith(" 3.0");
        assertThat(scrape(exporter)).doesNotContain("_none", "_word", "_unknown", "_broken");
    }

    @Test
    void whatIsRemovedIsGoneUnlessAnotherHasTakenItsPlace() throws Exception {
        PrometheusExporter exporter = started(Map.of("port", "0"));
        Gauge<Integer> first = gauge(1);
        exporter.notifyOfAddedMetric(first, "g", GROUP);
        exporter.notifyOfAddedMetric(gauge(2), "g", GROUP);
        exporter.notifyOfAddedMetric(gauge(3), "g", OTHER);

        exporter.notifyOfRemovedMetric(first, "g", GROUP);
        assertThat(samples(scrape(exporter)))
                .extracting(sample -> sample.replaceAll(".* ", ""))
                .containsExactlyInAnyOrder("2.0", "3.0");

        Gauge<Integer> last = gauge(4);
        exporter.notifyOfAddedMetric(last, "h", ALONE);
        exporter.notifyOfRemovedMetric(last, "h", ALONE);
        assertThat(scrape(exporter)).doesNotContain("flink_jobmanager_h");
    }

    @Test
    void packsTheAnswerForWhoeverTakesItPacked() throws Exception {
        PrometheusExporter exporter = started(Map.of("port", "0"));
        exporter.notifyOfAddedMetric(gauge(1), "g", ALONE);
        HttpResponse<byte[]> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(uri(port(exporter), "/metrics"))
                                        .header("Accept-Encoding", "gzip")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .isEqualTo(scrape(exporter).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void answersNothingElse() throws Exception {
        int port = port(started(Map.of("port", "0")));
        assertThat(get(port, "/").statusCode()).isEqualTo(404);
        assertThat(get(port, "/metrics/../config").statusCode()).isEqualTo(404);
        HttpRequest post =
                HttpRequest.newBuilder(uri(port, "/metrics"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        assertThat(
                        HttpClient.newHttpClient()
                                .send(post, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(405);
    }

    @Test
    void listensOnLoopbackAloneUnlessToldOtherwise() throws Exception {
        assertThat(address(started(Map.of("port", "0"))).getAddress().isLoopbackAddress()).isTrue();
        assertThat(
                        address(started(Map.of("port", "0", "host", "0.0.0.0")))
                                .getAddress()
                                .isAnyLocalAddress())
                .isTrue();
    }

    @Test
    void takesTheFirstPortOfTheRangeThatIsFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int first = taken.getLocalPort();
            PrometheusExporter exporter = started(Map.of("port", first + "-" + (first + 20)));
            assertThat(port(exporter)).isBetween(first + 1, first + 20);

            String one = Integer.toString(first);
            assertThatThrownBy(() -> started(Map.of("port", one)))
                    .hasMessageContaining(
                            "no port of " + one + " can be had at localhost for Prometheus");
        }
        assertThatThrownBy(() -> started(Map.of("port", "0", "host", "no such host")))
                .hasMessageContaining("there is no host \"no such host\"");
    }

    private PrometheusExporter started(Map<String, String> keys) {
        MetricConfig config = new MetricConfig();
        keys.forEach(config::setProperty);
        PrometheusExporter exporter = new PrometheusExporterFactory().createMetricReporter(config);
        open.add(exporter::close);
        exporter.open(config);
        return exporter;
    }

    private static InetSocketAddress address(PrometheusExporter exporter) {
        return exporter.address().orElseThrow();
    }

    private static int port(PrometheusExporter exporter) {
        return address(exporter).getPort();
    }

    private static String scrape(PrometheusExporter exporter) throws Exception {
        HttpResponse<String> answer = get(port(exporter), "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri(port, path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Each line with its labels in order and without the comma that may end them. */
    private static Set<String> lines(String scrape) {
        Set<String> lines = new TreeSet<>();
        Pattern labelled = Pattern.compile("(\\w+)\\{(.*)} (\\S+)");
        for (String line : scrape.lines().toList()) {
            Matcher matcher = labelled.matcher(line);
            if (matcher.matches()) {
                Set<String> labels = new TreeSet<>();
                Pattern.compile("\\w+=\"(?:[^\"\\\\]|\\\\.)*\"")
                        .matcher(matcher.group(2))
                        .results()
                        .forEach(label -> labels.add(label.group()));
                lines.add(matcher.group(1) + labels + " " + matcher.group(3));
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private static List<String> samples(String scrape) {
        return scrape.lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static <T> Gauge<T> gauge(T value) {
        return () -> value;
    }

    /** A histogram of two values. */
    private static final class Latency implements Histogram {
        @Override
        public void update(long value) {}

        @Override
        public long getCount() {
            return 2;
        }

        @Override
        public HistogramStatistics getStatistics() {
            return new HistogramStatistics() {
                @Override
                public double getQuantile(double quantile) {
                    return quantile * 100;
                }

                @Override
                public long[] getValues() {
                    return new long[] {1, 2};
                }

                @Override
                public int size() {
                    return 2;
                }

                @Override
                public double getMean() {
                    return 1.5;
                }

                @Override
                public double getStdDev() {
                    return 0.5;
                }

                @Override
                public long getMax() {
                    return 2;
                }

                @Override
                public long getMin() {
                    return 1;
                }
            };
        }
    }
}
