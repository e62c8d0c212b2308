package io.spillway.s3.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.PluginFolder;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.MockS3;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageAccess;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Flink expects of the streams that it writes checkpoints through. */
class CheckpointStreamsIT {
    private static final int INLINE = 20 * 1024;
    private static final int BUFFER = 4 * 1024;
    private static final byte[] SMALL = TestFiles.bytes(1000, 1);
    private static final byte[] LARGE = TestFiles.bytes(19 * TestFiles.MIB, 2);
    private static final byte[] MEDIUM = TestFiles.bytes(100 * 1024, 3);

    private static MockS3 s3;

    private final Path directory = MockS3.directory();
    private final JobID job = new JobID();
    private FsCheckpointStorageAccess storage;
    private CheckpointStorageLocation checkpoint;

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        FileSystem.initialize(s3.configuration(), PluginFolder.load());
    }

    @AfterAll
    static void close() {
        FileSystem.initialize(new Configuration(), null);
        s3.close();
    }

    @BeforeEach
    void begin() throws Exception {
        s3.relay().reset();
        storage = new FsCheckpointStorageAccess(directory, null, job, INLINE, BUFFER);
        storage.initializeBaseLocationsForCheckpoint();
        checkpoint = storage.initializeLocationForCheckpoint(1);
        assertThat(s3.relay().counts()).as("directories").isEmpty();
    }

    @Test
    void smallStateStaysInTheMetadata() throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, CheckpointedStateScope.EXCLUSIVE);
        out.write(SMALL);
        StreamStateHandle handle = out.closeAndGetHandle();
        assertThat(handle).isInstanceOf(ByteStreamStateHandle.class);
        assertThat(read(handle)).isEqualTo(SMALL);
        assertThat(s3.relay().counts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void largerStateIsAFileOfOneRequest(CheckpointedStateScope scope) throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, scope);
        out.write(MEDIUM);
        StreamStateHandle handle = out.closeAndGetHandle();
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 1));
        assertThat(handle).isInstanceOf(FileStateHandle.class);
        assertThat(((FileStateHandle) handle).getFilePath().getParent())
                .isEqualTo(
                        new Path(
                                directory,
                                job
                                        + (scope == CheckpointedStateScope.SHARED
                                                ? "/shared"
                                                : "/chk-1")));
        assertThat(read(handle)).isEqualTo(MEDIUM);
        s3.relay().reset();
        handle.discardState();
        assertThat(s3.relay().counts()).isEqualTo(Map.of("DeleteObject", 1));
        assertThatThrownBy(() -> read(handle)).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void whatIsClosedWithoutAHandleLeavesNothing() throws Exception {
        CheckpointStateOutputStream medium = stream(checkpoint, CheckpointedStateScope.SHARED);
        medium.write(MEDIUM);
        medium.close();
        // Flink deletes what it may have written.
        assertThat(s3.relay().counts()).isEqualTo(Map.of("DeleteObject", 1));

        CheckpointStateOutputStream large = stream(checkpoint, CheckpointedStateScope.EXCLUSIVE);
        large.write(LARGE);
        large.close();
        assertThat(s3.relay().counts())
                .containsEntry("AbortMultipartUpload", 1)
                .doesNotContainKey("CompleteMultipartUpload");
        assertThat(storage.getFileSystem().listStatus(new Path(directory, job + "/shared")))
                .isEmpty();
        assertThat(storage.getFileSystem().listStatus(storage.getCheckpointsDirectory())).isEmpty();
    }

    @Test
    void largeStateIsReadAsItWasWritten() throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, CheckpointedStateScope.SHARED);
        out.write(LARGE, 0, 5);
        out.write(LARGE, 5, LARGE.length - 5);
        assertThat(out.getPos()).isEqualTo(LARGE.length);
        StreamStateHandle handle = out.closeAndGetHandle();
        assertThat(handle.getStateSize()).isEqualTo(LARGE.length);
        assertThat(read(handle)).isEqualTo(LARGE);
    }

    @Test
    void writingGoesOnAfterASync() throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, CheckpointedStateScope.SHARED);
        out.write(MEDIUM);
        out.sync();
        out.write(MEDIUM);
        assertThat(read(out.closeAndGetHandle())).hasSize(2 * MEDIUM.length);
    }

    @Test
    void stateIsDuplicatedByTheServer() throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, CheckpointedStateScope.EXCLUSIVE);
        out.write(MEDIUM);
        StreamStateHandle handle = out.closeAndGetHandle();
        CheckpointStorageLocation next = storage.initializeLocationForCheckpoint(2);
        s3.relay().reset();
        assertThat(next.canFastDuplicate(handle, CheckpointedStateScope.EXCLUSIVE)).isTrue();
        List<StreamStateHandle> copies =
                next.duplicate(List.of(handle), CheckpointedStateScope.EXCLUSIVE);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("CopyObject", 1));
        assertThat(read(copies.get(0))).isEqualTo(MEDIUM);
        assertThat(((FileStateHandle) copies.get(0)).getFilePath())
                .isNotEqualTo(((FileStateHandle) handle).getFilePath());
    }

    @Test
    void aCheckpointIsFoundByItsPath() throws Exception {
        CompletedCheckpointStorageLocation completed;
        try (CheckpointMetadataOutputStream out = checkpoint.createMetadataOutputStream()) {
            out.write(MEDIUM);
            completed = out.closeAndFinalizeCheckpoint();
        }
        Set<String> kinds = s3.relay().counts().keySet();
        assertThat(kinds).isSubsetOf("PutObject", "HeadObject");
        assertThat(completed.getExternalPointer())
                .isEqualTo(new Path(directory, job + "/chk-1").toString());
        var found = storage.resolveCheckpoint(completed.getExternalPointer());
        assertThat(read(found.getMetadataHandle())).isEqualTo(MEDIUM);
        completed.getMetadataHandle().discardState();
        completed.disposeStorageLocation();
        assertThatThrownBy(() -> storage.resolveCheckpoint(completed.getExternalPointer()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aCheckpointThatFailsIsRemoved() throws Exception {
        CheckpointStateOutputStream out = stream(checkpoint, CheckpointedStateScope.EXCLUSIVE);
        out.write(MEDIUM);
        StreamStateHandle handle = out.closeAndGetHandle();
        checkpoint.disposeOnFailure();
        assertThatThrownBy(() -> read(handle)).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void onlyDataIsScatteredByEntropy() throws Exception {
        FileSystem.initialize(s3.configuration("s3.entropy.key", "_entropy_"), PluginFolder.load());
        try {
            Path scattered = new Path("s3://%s/_entropy_/checkpoints".formatted(MockS3.BUCKET));
            FsCheckpointStorageAccess other =
                    new FsCheckpointStorageAccess(scattered, null, job, INLINE, BUFFER);
            CheckpointStorageLocation first = other.initializeLocationForCheckpoint(1);
            CheckpointStateOutputStream data = stream(first, CheckpointedStateScope.EXCLUSIVE);
            data.write(MEDIUM);
            FileStateHandle handle = (FileStateHandle) data.closeAndGetHandle();
            assertThat(handle.getFilePath().getPath()).matches("/[0-9a-z]{4}/checkpoints/.*");
            assertThat(read(handle)).isEqualTo(MEDIUM);
            try (CheckpointMetadataOutputStream out = first.createMetadataOutputStream()) {
                out.write(SMALL);
                assertThat(out.closeAndFinalizeCheckpoint().getExternalPointer())
                        .isEqualTo("s3://%s/checkpoints/%s/chk-1".formatted(MockS3.BUCKET, job));
            }
        } finally {
            FileSystem.initialize(s3.configuration(), PluginFolder.load());
        }
    }

    private static CheckpointStateOutputStream stream(
            CheckpointStreamFactory factory, CheckpointedStateScope scope) throws IOException {
        return factory.createCheckpointStateOutputStream(scope);
    }

    private static byte[] read(StreamStateHandle handle) throws IOException {
        try (var in = handle.openInputStream()) {
            return in.readAllBytes();
        }
    }
}
