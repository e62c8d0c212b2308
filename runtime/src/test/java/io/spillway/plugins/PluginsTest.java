package io.spillway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import io.spillway.spi.cloud.MetricSinkProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    private static final String[] FLINKS =
            CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration());

    @TempDir Path folder;

    /** What is put into a jar. */
    public static final class Packed implements CloudProvider {
        @Override
        public String name() {
            return "packed";
        }

        @Override
        public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout) {
            return Optional.empty();
        }
    }

    @Test
    void eachPluginHasItsOwnClassesAndSharesTheSpi() throws Exception {
        pack("one", Packed.class.getName());
        pack("two", Packed.class.getName());
        List<CloudProvider> found = Plugins.in(folder, FLINKS).all(CloudProvider.class);
        assertThat(found)
                .hasSize(2)
                .allSatisfy(
                        each -> {
                            assertThat(each.name()).isEqualTo("packed");
                            assertThat(each).isNotInstanceOf(Packed.class);
                        });
        assertThat(found.get(0).getClass()).isNotSameAs(found.get(1).getClass());
    }

    @Test
    void aPluginOfAnotherKindIsLeftOut() throws Exception {
        pack("one", Packed.class.getName());
        assertThat(Plugins.in(folder, FLINKS).all(MetricSinkProvider.class)).isEmpty();
    }

    @Test
    void aBrokenPluginIsOneLineThatNamesTheFolder() throws Exception {
        pack("one", "io.spillway.NoSuchProvider");
        Plugins plugins = Plugins.in(folder, FLINKS);
        assertThatThrownBy(() -> plugins.all(CloudProvider.class))
                .isInstanceOf(PluginException.class)
                .hasMessageStartingWith(folder + ": a plugin can't be loaded: ")
                .hasMessageContaining("io.spillway.NoSuchProvider")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFolderWithoutJarsIsAProblem() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Plugins.in(folder, FLINKS))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("empty");
    }

    private void pack(String plugin, String provider) throws IOException {
        Path jar = Files.createDirectory(folder.resolve(plugin)).resolve("plugin.jar");
        String file = Packed.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                InputStream bytes = getClass().getClassLoader().getResourceAsStream(file)) {
            entries.putNextEntry(new JarEntry(file));
            bytes.transferTo(entries);
            entries.putNextEntry(
                    new JarEntry("META-INF/services/" + CloudProvider.class.getName()));
            entries.write(provider.getBytes(StandardCharsets.UTF_8));
        }
    }
}
