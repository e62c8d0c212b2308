package io.spillway.gcs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.testing.CloudFiles;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.gcs.testing.GcsCloud;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Objects that are composed, and copies that take their time. */
class PartsIT extends CloudFiles {
    PartsIT() {
        super(new GcsCloud());
    }

    @Test
    void morePartsThanACompositionTakesAreComposedTwice() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ObjectId target = ObjectId.of(file);
        List<UploadedPart> parts = new ArrayList<>();
        for (int i = 1; i <= 33; i++) {
            parts.add(part(target, i, all));
        }
        uploads().complete(target, "id", parts, Optional.of(Precondition.absent()));
        assertThat(TestFiles.read(files, file)).isEqualTo(all.toByteArray());
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
        assertThat(counts())
                .containsEntry("objects.insert", 33)
                .containsEntry("objects.compose", 3);
    }

    @Test
    void aPartThatAnotherWriterHasReplacedIsNotTaken() throws Exception {
        ObjectId target = ObjectId.of(file);
        UploadedPart old = part(target, 1, new ByteArrayOutputStream());
        part(target, 1, new ByteArrayOutputStream());
        assertThatThrownBy(() -> uploads().complete(target, "id", List.of(old), Optional.empty()))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(files.exists(file)).isFalse();
    }

    @Test
    void anUploadThatWasGivenUpCanNotBeCompleted() throws Exception {
        ObjectId target = ObjectId.of(file);
        UploadedPart part = part(target, 1, new ByteArrayOutputStream());
        uploads().abort(target, "id");
        assertThatThrownBy(() -> uploads().complete(target, "id", List.of(part), Optional.empty()))
                .isInstanceOf(NoSuchUploadException.class);
        uploads().abort(target, "id");
    }

    @Test
    void givingUpAnUploadLeavesOthersAlone() throws Exception {
        ObjectId target = ObjectId.of(file);
        UploadedPart part = part(target, 1, new ByteArrayOutputStream());
        uploads().abort(target, "i");
        uploads().complete(target, "id", List.of(part), Optional.empty());
        assertThat(files.exists(file)).isTrue();
    }

    @Test
    void aCopyMayTakeSeveralCalls() throws Exception {
        byte[] content = TestFiles.bytes(MIB, 5);
        TestFiles.write(files, file, content);
        LocalStorage storage = ((GcsCloud) cloud).storage();
        storage.rewriteBySteps(MIB / 4);
        try {
            ObjectId target = ObjectId.of(file.suffix("-2"));
            connection().objects().copy(ObjectId.of(file), target);
            try (RangeStream in =
                    connection().objects().get(target, Optional.empty(), Optional.empty())) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        } finally {
            storage.rewriteBySteps(Long.MAX_VALUE / 2);
        }
        assertThat(counts())
                .isEqualTo(
                        Map.of(
                                "objects.insert", 1,
                                "objects.rewrite", 4,
                                "objects.get?alt=media", 1));
    }

    private UploadedPart part(ObjectId target, int number, ByteArrayOutputStream all)
            throws Exception {
        byte[] content = TestFiles.bytes(1000 + number, number);
        all.writeBytes(content);
        return uploads().uploadPart(target, "id", true, number, Content.of(content));
    }

    private UploadRequests uploads() throws Exception {
        return connection().uploads();
    }

    private Connection connection() throws Exception {
        return cloud.connection(cloud.configuration());
    }
}
