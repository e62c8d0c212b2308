package io.spillway.s3.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreProvider;
import java.net.URI;
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

/** The plugin as it is packed, loaded as Flink does. */
class PluginIT {
    private static MockS3 s3;

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
    }

    @AfterAll
    static void close() {
        FileSystem.initialize(new Configuration(), null);
        s3.close();
    }

    @Test
    void theFileSystemComesFromThePlugin() throws Exception {
        FileSystem.initialize(s3.configuration(), PluginFolder.load());
        Path file = new Path(MockS3.directory(), "file");
        FileSystem files = file.getFileSystem();
        assertThat(loaderOf(((WrappingProxy<?>) files).getWrappedDelegate()))
                .isNotSameAs(getClass().getClassLoader());
        TestFiles.write(files, file, new byte[] {1, 2, 3});
        assertThat(TestFiles.read(files, file)).containsExactly(1, 2, 3);
        for (String scheme : List.of("s3a://", "s3p://")) {
            Path alias = new Path(file.toString().replace("s3://", scheme));
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
                                URI.create("s3://%s/plugin".formatted(MockS3.BUCKET)),
                                s3.settings(),
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
            assertThat(size).isLessThan(16_000_000);
            List<String> classes = new ArrayList<>();
            for (java.nio.file.Path each : all) {
                try (var jar = new JarFile(each.toFile())) {
                    jar.stream().map(entry -> entry.getName()).forEach(classes::add);
                }
            }
            assertThat(classes)
                    .contains("io/spillway/s3/S3FileSystemFactory.class")
                    .noneMatch(each -> each.startsWith("io/spillway/spi/"))
                    .noneMatch(each -> each.startsWith("org/apache/flink/"))
                    .noneMatch(each -> each.startsWith("org/slf4j/"))
                    .noneMatch(each -> each.startsWith("io/netty/"))
                    .noneMatch(each -> each.startsWith("software/amazon/awssdk/crt/"));
        }
    }

    private static ClassLoader loaderOf(Object object) {
        return object.getClass().getClassLoader();
    }
}
