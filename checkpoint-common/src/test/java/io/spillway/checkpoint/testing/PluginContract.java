package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreProvider;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.WrappingProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A plugin as it is packed, loaded as Flink does. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class PluginContract {
    private final TestingCloud cloud;
    private final String factory;
    private final long mostBytes;

    /**
     * A plugin.
     *
     * @param factory the class that makes its file systems
     * @param mostBytes that all its jars together have
     */
    protected PluginContract(TestingCloud cloud, String factory, long mostBytes) {
        this.cloud = cloud;
        this.factory = factory;
        this.mostBytes = mostBytes;
    }

    @BeforeAll
    void open() throws Exception {
        cloud.open();
    }

    @AfterAll
    void close() {
        FileSystem.initialize(new Configuration(), null);
        cloud.close();
    }

    @Test
    void theFileSystemComesFromThePlugin() throws Exception {
        FileSystem.initialize(cloud.configuration(), PluginFolder.load());
        Path file = new Path(cloud.directory(), "file");
        FileSystem files = file.getFileSystem();
        assertThat(loaderOf(((WrappingProxy<?>) files).getWrappedDelegate()))
                .isNotSameAs(getClass().getClassLoader());
        TestFiles.write(files, file, new byte[] {1, 2, 3});
        assertThat(TestFiles.read(files, file)).containsExactly(1, 2, 3);
        for (String scheme : cloud.otherSchemes()) {
            Path alias = new Path(file.toString().replaceFirst("^[^:]+", scheme));
            assertThat(alias.getFileSystem().exists(alias)).isTrue();
        }
    }

    @Test
    void theStoreComesFromThePluginAndItsInterfaceFromOutside() throws Exception {
        List<StoreProvider> providers = new ArrayList<>();
        PluginFolder.load().load(StoreProvider.class).forEachRemaining(providers::add);
        assertThat(providers).hasSize(1);
        assertThat(loaderOf(providers.get(0))).isNotSameAs(getClass().getClassLoader());
        try (ConditionalStore store =
                providers
                        .get(0)
                        .open(
                                cloud.directory().toUri(),
                                cloud.configuration().toMap(),
                                Duration.ofSeconds(10))) {
            assertThat(store.list("", Duration.ofSeconds(10))).isEmpty();
        }
    }

    @Test
    void itIsSmallAndBringsNothingThatIsThereAlready() throws Exception {
        try (Stream<java.nio.file.Path> jars =
                Files.walk(PluginFolder.PATH).filter(Files::isRegularFile)) {
            List<java.nio.file.Path> all = jars.toList();
            long size = 0;
            for (java.nio.file.Path each : all) {
                size += Files.size(each);
            }
            assertThat(size).isLessThan(mostBytes);
            List<String> classes = new ArrayList<>();
            for (java.nio.file.Path each : all) {
                try (var jar = new JarFile(each.toFile())) {
                    jar.stream().map(entry -> entry.getName()).forEach(classes::add);
                }
            }
            assertThat(classes)
                    .contains(factory.replace('.', '/') + ".class")
                    .noneMatch(each -> each.startsWith("io/spillway/spi/"))
                    .noneMatch(each -> each.startsWith("org/apache/flink/"))
                    .noneMatch(each -> each.startsWith("org/slf4j/"))
                    .noneMatch(each -> each.startsWith("io/netty/"))
                    .noneMatch(each -> each.startsWith("software/amazon/awssdk/crt/"))
                    .noneMatch(each -> each.startsWith("io/grpc/netty/"))
                    .noneMatch(each -> each.startsWith("org/apache/hadoop/"));
        }
    }

    private static ClassLoader loaderOf(Object object) {
        return object.getClass().getClassLoader();
    }
}
