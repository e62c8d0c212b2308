package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.StoreSelfTest;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoreProvider;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;
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

/** What a JobManager says of a store that it can't lead by, before it stands for election. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class SelfTestContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TestingCloud cloud;
    private final TestingCloud.Names names;
    private final StoreProvider provider;

    private String root;
    private ConditionalStore store;

    protected SelfTestContract(TestingCloud cloud, StoreProvider provider) {
        this.cloud = cloud;
        this.names = cloud.names();
        this.provider = provider;
    }

    @BeforeAll
    void start() throws Exception {
        cloud.open();
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    @BeforeEach
    void open() throws Exception {
        root = "%s://%s/%s".formatted(provider.scheme(), cloud.bucket(), UUID.randomUUID());
        store = provider.open(URI.create(root), cloud.configuration().toMap(), TIMEOUT);
        cloud.relay().reset();
    }

    @AfterEach
    void close() {
        store.close();
        cloud.relay().reset();
    }

    @Test
    void aSoundStoreIsTestedByFewRequestsAndIsEmptyAfterwards() throws Exception {
        StoreSelfTest.run(store);
        assertThat(cloud.relay().requests()).hasSizeLessThan(50);
        assertThat(store.list("", TIMEOUT)).isEmpty();
    }

    @Test
    void aStoreThatCreatesTwiceIsRefused() {
        refused(names.put(), cloud::onlyIfAbsent, "only if it isn't there (If-None-Match)");
    }

    @Test
    void aStoreThatReplacesWhatHasChangedIsRefused() {
        refused(
                names.put(),
                cloud::onlyIfUnchanged,
                "written over though it had changed (If-Match)");
    }

    @Test
    void aStoreThatDeletesWhatHasChangedIsRefused() {
        refused(
                names.delete(),
                cloud::onlyIfUnchanged,
                "deleted though it had changed (DELETE with If-Match)");
    }

    private void refused(String kind, Predicate<SeenRequest> ignored, String problem) {
        cloud.relay()
                .fail(
                        each -> each.kind().equals(kind) && ignored.test(each),
                        new Fault.IgnoreConditions(),
                        Integer.MAX_VALUE);
        assertThatThrownBy(() -> StoreSelfTest.run(store))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageStartingWith(root + "/ can't be used for high availability")
                .hasMessageContaining(problem);
    }

    @TestFactory
    Stream<DynamicTest> aMissingPermissionIsNamed() {
        return Stream.of(names.put(), names.get(), names.delete())
                .map(kind -> DynamicTest.dynamicTest(kind, () -> aMissingPermissionIsNamed(kind)));
    }

    private void aMissingPermissionIsNamed(String kind) {
        cloud.relay().reset();
        cloud.relay().fail(kind, new Fault.Answer(403, cloud.denied()), Integer.MAX_VALUE);
        assertThatThrownBy(() -> StoreSelfTest.run(store))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining(kind)
                .hasMessageContaining("bucket " + cloud.bucket())
                .hasMessageContaining("self-test/")
                .hasMessageContaining("it takes " + cloud.permissions().get(kind));
    }
}
