package io.spillway.doctor.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import io.spillway.testing.FakeDiagnosis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir private Path folder;
    private final FakeDiagnosis one = new FakeDiagnosis("one");
    private final FakeDiagnosis two = new FakeDiagnosis("two");

    @Test
    void aGoodFileIsCounted() throws IOException {
        Finding finding = file("rest.address: jm\nspillway.cloud: none\n");
        assertThat(finding)
                .isEqualTo(
                        Finding.ok(
                                folder.resolve("config.yaml") + ": 2 keys, 1 of them Spillway's"));
    }

    @Test
    void allProblemsOfAFileAreTold() throws IOException {
        Finding finding =
                file(
                        "rest.address: jm\nspillway.join.timout: 1 min\nspillway.termination.grace-period: 2 s\nheartbeat.interval: often\n");
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("did you mean spillway.join.timeout?"))
                .anyMatch(line -> line.contains("spillway.drain.margin: \"3 s\" is not less than"))
                .anyMatch(line -> line.contains("heartbeat.interval: \"often\""));
    }

    @Test
    void aFileThatIsntThereOrNoYamlFails() throws IOException {
        Settings none = read();
        assertThat(none.readable()).isFalse();
        assertThat(new FileCheck(none).run(LIMIT).found()).contains("config.yaml: no such file");
        assertThat(file("a: [\n").found()).contains("config.yaml:");
    }

    @Test
    void fromOutsideNoFileIsNeeded() {
        Settings settings =
                Settings.read(
                        () -> ConfigurationFile.of(new Configuration()),
                        Optional.of("http://jm:8081"),
                        Map.of());
        assertThat(new FileCheck(settings).run(LIMIT).level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aJobIsTheOneJarWithAMain() throws IOException {
        assertThat(job().level()).isEqualTo(Level.FAILURE);
        jar("a.jar", null);
        assertThat(job().level()).isEqualTo(Level.WARNING);
        jar("a.jar", "com.example.Main");
        assertThat(job()).isEqualTo(Finding.ok("com.example.Main in " + folder.resolve("a.jar")));
        jar("b.jar", "com.example.Main");
        assertThat(job().found()).contains("holds several jars (a.jar, b.jar)");
    }

    @Test
    void eachPlaceNeedsAPlugin() throws Exception {
        PluginsCheck plugins =
                new PluginsCheck(
                        folder, new Configuration(), Set.of(URI.create("file:///var/checkpoints")));
        assertThat(plugins.run(LIMIT).level()).isEqualTo(Level.OK);

        Finding finding =
                new PluginsCheck(
                                folder,
                                new Configuration(),
                                Set.of(URI.create("abfs://container/checkpoints")))
                        .run(LIMIT);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.fix()).get().asString().contains("plugin for abfs://");
    }

    @Test
    void theCloudThatKnowsTheMachineIsLookedAt() {
        two.here = true;
        CloudChoice choice = choice("auto", false);
        assertThat(choice.diagnosis()).get().isSameAs(two);
        assertThat(cloud(choice, true, false)).isEqualTo(Finding.ok("two (spillway.cloud: auto)"));
    }

    @Test
    void aCloudThatCantBeAskedIsLookedAtToo() {
        one.failure = "metadata disabled";
        assertThat(choice("auto", false).diagnosis()).get().isSameAs(one);
    }

    @Test
    void aMachineThatNoCloudKnowsIsAWarning() {
        assertThat(cloud(choice("auto", false), true, false).level()).isEqualTo(Level.WARNING);
        assertThat(cloud(choice("none", false), true, false).level()).isEqualTo(Level.OK);
        assertThat(cloud(choice("auto", false), false, false).level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aWrongCloudFails() {
        assertThat(cloud(choice("one", false), true, false))
                .extracting(Finding::level, Finding::found)
                .containsExactly(
                        Level.FAILURE, "spillway.cloud: one, but one doesn't know this machine");
        assertThat(cloud(choice("three", false), true, false).found())
                .isEqualTo(
                        "spillway.cloud: three, and there is no such plugin; there is: one, two");
    }

    @Test
    void aGroupFromOutsideIsOfTheOnlyCloudOrOfOneThatIsNamed() {
        CloudChoice only = CloudChoice.of("none", List.of(one), true, LIMIT);
        assertThat(cloud(only, false, true).found()).startsWith("one, seen from outside");
        assertThat(cloud(choice("none", true), false, true).fix())
                .get()
                .asString()
                .isEqualTo("pass -Dspillway.cloud=NAME");
        assertThat(cloud(choice("two", true), false, true).level()).isEqualTo(Level.OK);
    }

    @Test
    void inACloudTheSignalNeedsAGroup() {
        one.here = true;
        CloudChoice here = choice("auto", false);
        assertThat(signal(Map.of(), here).fix())
                .get()
                .asString()
                .contains("spillway.metric-sink.group");
        assertThat(signal(Map.of("spillway.metric-sink.group", "workers"), here))
                .isEqualTo(Finding.ok("goes to one for group workers"));
        assertThat(signal(Map.of(), choice("none", false)).level()).isEqualTo(Level.OK);
    }

    private static Finding signal(Map<String, String> keys, CloudChoice cloud) {
        SettingsReader reader =
                new SettingsReader(ConfigurationFile.of(Configuration.fromMap(keys)));
        return new MetricSinkCheck(MetricSinkSettings.read(reader), cloud).run(LIMIT);
    }

    private CloudChoice choice(String setting, boolean asked) {
        return CloudChoice.of(setting, List.<CloudDiagnosis>of(one, two), asked, LIMIT);
    }

    private static Finding cloud(CloudChoice choice, boolean onMachine, boolean asked) {
        return new CloudCheck(choice, onMachine, asked).run(LIMIT);
    }

    private Finding job() {
        return new JobJarCheck(folder).run(LIMIT);
    }

    private void jar(String name, String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        new JarOutputStream(Files.newOutputStream(folder.resolve(name)), manifest).close();
    }

    private Finding file(String text) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), text);
        return new FileCheck(read()).run(LIMIT);
    }

    private Settings read() {
        return Settings.read(
                () -> ConfigurationFile.load(folder, Map.of()), Optional.empty(), Map.of());
    }
}
