package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.objectstore.Fault;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of writes when something goes wrong, in any cloud. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class StoreOutcomesContract {
    protected static final Duration TIMEOUT = Duration.ofSeconds(10);
    protected static final byte[] CONTENT = {1, 2, 3};

    /** Of no object: an ETag without its quotes, a generation. */
    private static final String VERSION = "1";

    protected final TestingCloud cloud;
    protected final TestingCloud.Names names;

    protected String key;
    protected ConditionalStore store;

    protected StoreOutcomesContract(TestingCloud cloud) {
        this.cloud = cloud;
        this.names = cloud.names();
    }

    /** Opens a store. */
    protected abstract ConditionalStore open(URI root, Map<String, String> settings)
            throws StoreException;

    @BeforeAll
    void start() throws Exception {
        cloud.open();
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    @BeforeEach
    void openStore() throws Exception {
        key = UUID.randomUUID().toString();
        store = open(address(cloud.bucket(), "outcomes"), cloud.configuration().toMap());
        cloud.relay().reset();
    }

    @AfterEach
    void closeStore() {
        store.close();
        cloud.relay().reset();
    }

    private URI address(String bucket, String path) {
        return URI.create(
                "%s://%s/%s".formatted(cloud.directory().toUri().getScheme(), bucket, path));
    }

    @Test
    void eachCallIsOneRequest() throws Exception {
        Version version = committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        version = committed(store.replaceIfMatches(key, version, new byte[] {4}, TIMEOUT));
        store.get(key, TIMEOUT);
        store.list("", TIMEOUT);
        store.deleteIfMatches(key, version, TIMEOUT);
        assertThat(cloud.relay().counts())
                .isEqualTo(
                        Map.of(
                                names.put(), 2,
                                names.get(), 1,
                                names.list(), 1,
                                names.delete(), 1));
    }

    @Test
    void aLostReplyIsUnknownAndIsNotSentAgain() throws Exception {
        cloud.relay().fail(names.put(), new Fault.DropReply(), 1);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Unknown.class);
        assertThat(cloud.relay().counts()).isEqualTo(Map.of(names.put(), 1));
        assertThat(store.get(key, TIMEOUT).orElseThrow().content()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "504,GatewayTimeout"})
    void aServerErrorIsUnknown(int status, String code) throws Exception {
        cloud.relay().fail(names.put(), new Fault.Answer(status, code), 1);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Unknown.class);
        Version version = committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        cloud.relay().fail(names.delete(), new Fault.Answer(status, code), 1);
        assertThat(store.deleteIfMatches(key, version, TIMEOUT)).isInstanceOf(Unknown.class);
    }

    @Test
    void aTimeOutIsUnknownAndComesInTime() throws Exception {
        cloud.relay().fail(names.put(), new Fault.Silence(), 1);
        long start = System.nanoTime();
        WriteOutcome outcome = store.createIfAbsent(key, CONTENT, Duration.ofMillis(300));
        assertThat(outcome).isInstanceOf(Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
    }

    @Test
    void whatIsGoneIsAConflict() throws Exception {
        cloud.relay().fail(names.put(), new Fault.Answer(404, "NoSuchKey"), 1);
        assertThat(store.replaceIfMatches(key, new Version(VERSION), CONTENT, TIMEOUT))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void readsAreSentAgain() throws Exception {
        committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
        cloud.relay().fail(names.get(), new Fault.Answer(503, "SlowDown"), 1);
        cloud.relay().fail(names.get(), new Fault.CutBody(1), 1);
        assertThat(store.get(key, TIMEOUT)).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> namesTheMissingPermission() {
        return Stream.of(names.get(), names.put(), names.delete(), names.list())
                .map(kind -> DynamicTest.dynamicTest(kind, () -> namesTheMissingPermission(kind)));
    }

    private void namesTheMissingPermission(String kind) {
        cloud.relay().fail(kind, new Fault.Answer(403, cloud.denied()), 1);
        Map<String, Call> calls =
                Map.of(
                        names.get(), () -> store.get(key, TIMEOUT),
                        names.put(), () -> store.createIfAbsent(key, CONTENT, TIMEOUT),
                        names.delete(),
                                () -> store.deleteIfMatches(key, new Version(VERSION), TIMEOUT),
                        names.list(), () -> store.list("", TIMEOUT));
        assertThatThrownBy(() -> calls.get(kind).run())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining(kind)
                .hasMessageContaining(cloud.permissions().get(kind))
                .hasMessageContaining("bucket " + cloud.bucket())
                .hasMessageContaining(kind.equals(names.list()) ? "outcomes/" : key);
    }

    private interface Call {
        void run() throws StoreException;
    }

    @Test
    void tellsAWrongBucket() throws Exception {
        try (ConditionalStore other =
                open(address("no-such-bucket", "x"), cloud.configuration().toMap())) {
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
    void tellsAServerThatIsNotThere() throws Exception {
        Map<String, String> settings = new HashMap<>(cloud.configuration().toMap());
        settings.put(cloud.endpointKey(), "http://127.0.0.1:1");
        settings.put(cloud.keys() + "retries", "0");
        try (ConditionalStore other = open(address(cloud.bucket(), "x"), settings)) {
            assertThatThrownBy(() -> other.createIfAbsent(key, CONTENT, TIMEOUT))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
        }
    }

    @Test
    void tellsAWrongSettingAndNoSecret() {
        Map<String, String> settings = new HashMap<>(cloud.configuration().toMap());
        settings.put(cloud.keys() + "retries", "often");
        assertThatThrownBy(() -> open(address(cloud.bucket(), "x"), settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(cloud.keys() + "retries")
                .hasMessageNotContaining("no-secret-at-all");
    }

    protected static Version committed(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).version();
    }
}
