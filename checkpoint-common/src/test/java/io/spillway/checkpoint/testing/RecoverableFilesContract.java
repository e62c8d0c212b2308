package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.recoverable.BucketRecoverable;
import io.spillway.localcloud.objectstore.Fault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files that are committed by others than those that wrote them, in any cloud. */
public abstract class RecoverableFilesContract extends CloudFiles {
    private RecoverableWriter writer;

    protected RecoverableFilesContract(TestingCloud cloud) {
        super(cloud);
    }

    private final byte[] large = TestFiles.bytes(19 * MIB + 5, 1);
    private final byte[] small = TestFiles.bytes(1000, 2);

    @BeforeAll
    void openWriter() throws Exception {
        writer = files.createRecoverableWriter();
    }

    @Test
    void aSmallFileThatNobodyRecoversIsOneRequest() throws Exception {
        Committer committer = written(small).closeForCommit();
        assertThat(counts()).isEmpty();
        committer.commit();
        assertThat(counts()).isEqualTo(Map.of(names.put(), 1));
        assertThat(TestFiles.read(files, file)).isEqualTo(small);
    }

    @Test
    void nobodySeesAFileBeforeItIsCommitted() throws Exception {
        Committer committer = written(large).closeForCommit();
        assertThat(files.exists(file)).isFalse();
        committer.commit();
        assertThat(TestFiles.read(files, file)).isEqualTo(large);
    }

    @Test
    void goesOnWhereItWasPersisted() throws Exception {
        RecoverableFsDataOutputStream out = written(large);
        ResumeRecoverable persisted = throughACheckpoint(out.persist());
        out.write(new byte[100]);
        out.close();
        RecoverableFsDataOutputStream again = writer.recover(persisted);
        assertThat(again.getPos()).isEqualTo(large.length);
        again.write(large);
        again.closeForCommit().commit();
        byte[] twice = Arrays.copyOf(large, 2 * large.length);
        System.arraycopy(large, 0, twice, large.length, large.length);
        assertThat(TestFiles.read(files, file)).isEqualTo(twice);
        assertThat(writer.cleanupRecoverableState(persisted)).isTrue();
        assertThat(files.listStatus(directory)).hasSize(1);
    }

    @Test
    void commitsAsItWasPersistedAndOnlyOnce() throws Exception {
        for (byte[] content : new byte[][] {small, large}) {
            RecoverableFsDataOutputStream out = written(content);
            ResumeRecoverable persisted = throughACheckpoint(out.persist());
            out.close();
            writer.recoverForCommit(persisted).commitAfterRecovery();
            assertThat(TestFiles.read(files, file)).isEqualTo(content);
            writer.recoverForCommit(persisted).commitAfterRecovery();
            assertThat(TestFiles.read(files, file)).isEqualTo(content);
            assertThat(files.listStatus(directory)).hasSize(1);
        }
    }

    @Test
    void aCommitterSurvivesAsACommittable() throws Exception {
        for (byte[] content : new byte[][] {new byte[0], small, large}) {
            CommitRecoverable committable = written(content).closeForCommit().getRecoverable();
            var serializer = writer.getCommitRecoverableSerializer();
            CommitRecoverable again =
                    serializer.deserialize(
                            serializer.getVersion(), serializer.serialize(committable));
            assertThat(again).isEqualTo(committable);
            writer.recoverForCommit(again).commit();
            writer.recoverForCommit(again).commitAfterRecovery();
            assertThat(TestFiles.read(files, file)).isEqualTo(content);
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostWasDone() throws Exception {
        Committer committer = written(large).closeForCommit();
        relay().fail(names.complete(), new Fault.DropReply(), 1);
        committer.commit();
        assertThat(TestFiles.read(files, file)).isEqualTo(large);
        assertThat(counts()).containsEntry(names.complete(), 2);
    }

    @Test
    void aFileThatIsGivenUpLeavesNoUploadBehind() throws Exception {
        RecoverableFsDataOutputStream out = written(large);
        out.close();
        assertThat(counts()).containsEntry(names.abort(), 1).doesNotContainKey(names.complete());
        assertThat(files.exists(file)).isFalse();
    }

    @Test
    void tellsThatAnUploadHasEnded() throws Exception {
        CommitRecoverable committable = written(large).closeForCommit().getRecoverable();
        BucketRecoverable ours = (BucketRecoverable) committable;
        cloud.connection(cloud.configuration())
                .uploads()
                .abort(ours.target(), ours.upload().orElseThrow().id());
        assertThatThrownBy(() -> writer.recoverForCommit(committable).commitAfterRecovery())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("can't be committed")
                .hasMessageContaining(file.getName());
    }

    private RecoverableFsDataOutputStream written(byte[] content) throws IOException {
        RecoverableFsDataOutputStream out = writer.open(file);
        out.write(content);
        return out;
    }

    private ResumeRecoverable throughACheckpoint(ResumeRecoverable recoverable) throws IOException {
        var serializer = writer.getResumeRecoverableSerializer();
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(recoverable));
    }
}
