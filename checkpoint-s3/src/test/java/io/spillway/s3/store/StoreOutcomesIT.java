package io.spillway.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import io.spillway.spi.store.WriteOutcome.Conflict;
import io.spillway.spi.store.WriteOutcome.Unknown;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of writes when something goes wrong. */
class StoreOutcomesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] CONTENT = {1, 2, 3};
    private static MockS3 s3;

    private final String key = UUID.randomUUID().toString();
    private ConditionalStore store;

    @BeforeAll
    static void start() throws Exception {
        s3 = MockS3.open();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() throws Exception {
        store = open("s3://%s/outcomes".formatted(MockS3.BUCKET), s3.settings());
        s3.relay().reset();
    }

    @AfterEach
    void close() {
        store.close();
        s3.relay().reset();
    }

    @Test
    void eachCallIsOneRequest() throws Exception {
        Version version = committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        version = committed(store.replaceIfMatches(key, version, new byte[] {4}, TIMEOUT));
        store.get(key, TIMEOUT);
        store.list("", TIMEOUT);
        store.deleteIfMatches(key, version, TIMEOUT);
        assertThat(s3.relay().counts())
                .isEqualTo(
                        Map.of(
                                "PutObject", 2,
                                "GetObject", 1,
                                "ListObjectsV2", 1,
                                "DeleteObject", 1));
    }

    @Test
    void aLostReplyIsUnknownAndIsNotSentAgain() throws Exception {
        s3.relay().fail("PutObject", new Fault.DropReply(), 1);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Unknown.class);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 1));
        assertThat(store.get(key, TIMEOUT).orElseThrow().content()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "504,GatewayTimeout"})
    void aServerErrorIsUnknown(int status, String code) throws Exception {
        s3.relay().fail("PutObject", new Fault.Answer(status, code), 1);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Unknown.class);
        Version version = committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        s3.relay().fail("DeleteObject", new Fault.Answer(status, code), 1);
        assertThat(store.deleteIfMatches(key, version, TIMEOUT)).isInstanceOf(Unknown.class);
    }

    @Test
    void aTimeOutIsUnknownAndComesInTime() throws Exception {
        s3.relay().fail("PutObject", new Fault.Silence(), 1);
        long start = System.nanoTime();
        WriteOutcome outcome = store.createIfAbsent(key, CONTENT, Duration.ofMillis(300));
        assertThat(outcome).isInstanceOf(Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aWriteThatMetAnotherOneIsTriedAgain() throws Exception {
        s3.relay().fail("PutObject", new Fault.Answer(409, "ConditionalRequestConflict"), 3);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Committed.class);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 4));
    }

    @Test
    void aWriteThatMeetsOthersAllTheTimeWasNotDone() {
        s3.relay().fail("PutObject", new Fault.Answer(409, "ConditionalRequestConflict"), 1000);
        assertThatThrownBy(() -> store.createIfAbsent(key, CONTENT, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void whatIsGoneIsAConflict() throws Exception {
        s3.relay().fail("PutObject", new Fault.Answer(404, "NoSuchKey"), 1);
        assertThat(store.replaceIfMatches(key, new Version("\"x\""), CONTENT, TIMEOUT))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void readsAreSentAgain() throws Exception {
        committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        s3.relay().fail("GetObject", new Fault.Answer(503, "SlowDown"), 1);
        s3.relay().fail("GetObject", new Fault.CutBody(1), 1);
        assertThat(store.get(key, TIMEOUT)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "GetObject,s3:GetObject",
        "PutObject,s3:PutObject",
        "DeleteObject,s3:DeleteObject",
        "ListObjectsV2,s3:ListBucket"
    })
    void namesTheMissingPermission(String kind, String permission) {
        s3.relay().fail(kind, new Fault.Answer(403, "AccessDenied"), 1);
        assertThatThrownBy(
                        () -> {
                            switch (kind) {
                                case "GetObject" -> store.get(key, TIMEOUT);
                                case "PutObject" -> store.createIfAbsent(key, CONTENT, TIMEOUT);
                                case "DeleteObject" ->
                                        store.deleteIfMatches(key, new Version("\"x\""), TIMEOUT);
                                default -> store.list("", TIMEOUT);
                            }
                        })
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining(kind)
                .hasMessageContaining(permission)
                .hasMessageContaining("bucket " + MockS3.BUCKET)
                .hasMessageContaining(kind.equals("ListObjectsV2") ? "outcomes/" : key);
    }

    @Test
    void tellsAWrongBucket() throws Exception {
        try (ConditionalStore other = open("s3://no-such-bucket/x", s3.settings())) {
            assertThatThrownBy(() -> other.get(key, TIMEOUT))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_STORE))
                    .hasMessageContaining("no-such-bucket");
            assertThatThrownBy(() -> other.createIfAbsent(key, CONTENT, TIMEOUT))
                    .hasMessageContaining("there is no bucket no-such-bucket");
        }
    }

    @Test
    void tellsAWrongRegion() {
        s3.relay().fail("GetObject", new Fault.Answer(301, "PermanentRedirect"), 1);
        assertThatThrownBy(() -> store.get(key, TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_STORE))
                .hasMessageContaining("eu-north-1")
                .hasMessageContaining("s3.endpoint.region");
    }

    @Test
    void tellsExpiredCredentials() {
        s3.relay().fail("PutObject", new Fault.Answer(400, "ExpiredToken"), 1);
        assertThatThrownBy(() -> store.createIfAbsent(key, CONTENT, TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining("PutObject")
                .hasMessageContaining("s3://%s/outcomes/%s".formatted(MockS3.BUCKET, key))
                .hasMessageContaining("the credentials aren't accepted");
    }

    @Test
    void tellsAServerThatIsNotThere() throws Exception {
        Map<String, String> settings = s3.settings();
        settings.put("s3.endpoint", "http://127.0.0.1:1");
        settings.put("s3.retries", "0");
        try (ConditionalStore other = open("s3://tests/x", settings)) {
            assertThatThrownBy(() -> other.createIfAbsent(key, CONTENT, TIMEOUT))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
        }
    }

    @Test
    void tellsAWrongSettingAndNoSecret() {
        Map<String, String> settings = s3.settings();
        settings.put("s3.retries", "often");
        assertThatThrownBy(() -> open("s3://tests/x", settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("s3.retries")
                .hasMessageNotContaining("no-secret-at-all");
    }

    private static ConditionalStore open(String root, Map<String, String> settings)
            throws StoreException {
        return new S3StoreProvider().open(URI.create(root), settings, TIMEOUT);
    }

    private static Version committed(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).version();
    }
}
