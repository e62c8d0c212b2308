package io.spillway.ha.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.testing.ConditionalStoreContract;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoryStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir Path directory;

    private LocalDirectoryStore open() throws StoreException {
        return LocalDirectoryStore.open(directory.resolve("store"), TIMEOUT);
    }

    @Nested
    class Contract extends ConditionalStoreContract {
        @Override
        protected ConditionalStore open() throws StoreException {
            return LocalDirectoryStoreTest.this.open();
        }
    }

    @Test
    void theSameBytesWrittenAgainAreAnotherVersion() throws Exception {
        LocalDirectoryStore store = open();
        store.createIfAbsent("a", new byte[] {1}, TIMEOUT);
        StoredObject first = store.get("a", TIMEOUT).orElseThrow();
        store.replaceIfMatches("a", first.version(), new byte[] {1}, TIMEOUT);
        assertThat(store.get("a", TIMEOUT).orElseThrow().version()).isNotEqualTo(first.version());
    }

    @Test
    void whatACrashLeftUnfinishedIsClearedAndWasNeverThere() throws Exception {
        open().createIfAbsent("a", new byte[] {1}, TIMEOUT);
        Path unfinished = directory.resolve("store/.unfinished");
        // No system has so many processes.
        Path left = Files.writeString(unfinished.resolve("999999999999-half"), "spillway-obj");
        Path atWork = Files.createFile(unfinished.resolve(ProcessHandle.current().pid() + "-new"));

        LocalDirectoryStore again = open();

        assertThat(left).doesNotExist();
        assertThat(atWork).exists();
        assertThat(again.list("", TIMEOUT)).containsExactly("a");
    }

    @Test
    void aFileOfSomebodyElseIsAnErrorThatNamesIt() throws Exception {
        LocalDirectoryStore store = open();
        Files.writeString(directory.resolve("store/leader"), "hello");
        assertThatThrownBy(() -> store.get("leader", TIMEOUT))
                .hasMessageContaining("store/leader isn't an object of this store")
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE));
        assertThatThrownBy(() -> store.createIfAbsent("leader", new byte[0], TIMEOUT))
                .isInstanceOf(StoreException.class);
        assertThat(directory.resolve("store/leader")).hasContent("hello");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsAnErrorThatNamesIt() throws Exception {
        Files.writeString(directory.resolve("store"), "hello");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(directory.resolve("store").toUri().getPath());
    }

    @Test
    void aDirectoryThatIsTakenAwayIsNotAnEmptyStore() throws Exception {
        LocalDirectoryStore store = open();
        Files.delete(directory.resolve("store/.unfinished"));
        Files.delete(directory.resolve("store/.lock"));
        Files.delete(directory.resolve("store"));
        assertThatThrownBy(() -> store.get("a", TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_STORE));
        assertThatThrownBy(() -> store.list("", TIMEOUT)).isInstanceOf(StoreException.class);
    }

    @Test
    void filesAndDirectoriesAreForTheirOwnerAlone() throws Exception {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no permissions");
        open().createIfAbsent("a/b", new byte[] {1}, TIMEOUT);
        for (String name : new String[] {"", "a"}) {
            assertThat(permissions(name)).isEqualTo("rwx------");
        }
        for (String name : new String[] {"a/b", ".lock"}) {
            assertThat(permissions(name)).isEqualTo("rw-------");
        }
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("store").resolve(name)));
    }

    @Test
    void aWriterWaitsForAnotherAndGivesUpInTime() throws Exception {
        LocalDirectoryStore store = open();
        Optional<DirectoryLock> others = lock();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<WriteOutcome> write =
                threads.submit(() -> store.createIfAbsent("a", new byte[] {1}, TIMEOUT));
        Future<WriteOutcome> hurried =
                threads.submit(
                        () -> store.createIfAbsent("b", new byte[] {1}, Duration.ofMillis(1)));
        threads.shutdown();
        assertThatThrownBy(hurried::get)
                .hasMessageContaining("can't write b: another process has been writing for 1 ms");
        assertThat(store.get("a", TIMEOUT)).as("readers don't wait").isEmpty();
        others.orElseThrow().close();
        assertThat(write.get()).isInstanceOf(WriteOutcome.Committed.class);
        assertThat(store.list("", TIMEOUT)).containsExactly("a");
    }

    private Optional<DirectoryLock> lock() throws Exception {
        return DirectoryLock.take(
                directory.resolve("store/.lock"), new FileAttribute<?>[0], TIMEOUT);
    }
}
