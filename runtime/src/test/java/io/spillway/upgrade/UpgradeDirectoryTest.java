package io.spillway.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeDirectoryTest {
    @TempDir private Path home;
    private Path usrlib;
    private Path old;
    private Path incoming;
    private UpgradeDirectory directory;

    @BeforeEach
    void anOldJarIsInPlace() throws IOException {
        usrlib = Files.createDirectories(home.resolve("usrlib"));
        old = Files.writeString(usrlib.resolve("job.jar"), "old");
        incoming = Files.writeString(home.resolve("incoming.jar"), "new");
        directory = new UpgradeDirectory(home);
    }

    private UpgradeRecord upgradeTo(String name) {
        return new UpgradeRecord(
                "1",
                Phase.STOPPED,
                false,
                "2",
                new Jar("job.jar", "aa"),
                new Jar(name, "bb"),
                usrlib.toString(),
                "file:/sp",
                Optional.of("file:/sp/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.jar", "job-2.jar"})
    void exchangesThereAndBackHoweverOftenItIsAsked(String name) throws IOException {
        directory.stage(incoming, name, old);
        Files.delete(incoming);
        UpgradeRecord there = upgradeTo(name);
        directory.exchange(there);
        directory.exchange(there);
        assertThat(usrlib).isDirectoryNotContaining(f -> !f.endsWith(name));
        assertThat(usrlib.resolve(name)).hasContent("new");
        assertThat(directory.kept(there.from())).hasContent("old");

        directory.exchange(there.back());
        directory.exchange(there.back());
        assertThat(usrlib).isDirectoryNotContaining(f -> !f.endsWith("job.jar"));
        assertThat(old).hasContent("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.jar", "job-2.jar"})
    void goesOnInTheMiddle(String name) throws IOException {
        directory.stage(incoming, name, old);
        Files.createDirectories(home.resolve("upgrade/old"));
        Files.move(old, home.resolve("upgrade/old/job.jar"));
        directory.exchange(upgradeTo(name));
        assertThat(usrlib.resolve(name)).hasContent("new");
        assertThat(home.resolve("upgrade/old/job.jar")).hasContent("old");
    }

    @Test
    void theNewJarIsAsReadableAsTheOldOneAndTheRecordForAll() throws IOException {
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(incoming, PosixFilePermissions.fromString("rw-------"));
        directory.stage(incoming, "job-2.jar", old);
        directory.exchange(upgradeTo("job-2.jar"));
        assertThat(directory.replace(Optional.empty(), bytes("{}"))).isTrue();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(usrlib.resolve("job-2.jar"))))
                .isEqualTo("rw-r-----");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(Path.of(directory.location()))))
                .isEqualTo("rw-r--r--");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("upgrade"))))
                .isEqualTo("rwxr-xr-x");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theRecordIsChangedOnlyIfItIsWhatWasSeen() throws IOException {
        assertThat(directory.read()).isEmpty();
        assertThat(directory.delete(bytes("one"))).isFalse();
        assertThat(directory.replace(Optional.empty(), bytes("one"))).isTrue();
        assertThat(directory.replace(Optional.empty(), bytes("two"))).isFalse();
        assertThat(directory.replace(Optional.of(bytes("other")), bytes("two"))).isFalse();
        assertThat(directory.replace(Optional.of(bytes("one")), bytes("two"))).isTrue();
        assertThat(directory.read())
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("two"));
        assertThat(directory.delete(bytes("one"))).isFalse();
        assertThat(directory.delete(bytes("two"))).isTrue();
        assertThat(directory.read()).isEmpty();
    }

    @Test
    void oneCommandIsAtWorkAtATime() throws Exception {
        try (Closeable first = directory.lock()) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new UpgradeDirectory(home).lock())
                    .isInstanceOf(UpgradeException.class)
                    .hasMessageContaining(
                            "is at work here, process %d:"
                                    .formatted(ProcessHandle.current().pid()));
        }
        new UpgradeDirectory(home).lock().close();
    }
}
