package io.spillway.gcs.filesystem;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.FailuresContract;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.gcs.testing.GcsCloud;
import io.spillway.localcloud.objectstore.Fault;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;

class FailuresIT extends FailuresContract {
    FailuresIT() {
        super(new GcsCloud());
    }

    /** So it is, too, when the bucket is another project's: roles are given on buckets. */
    @Test
    void aMissingPermissionIsToldWithTheRoleThatHasItAndWhereToGiveIt() {
        relay().fail("objects.insert", new Fault.Answer(403, "forbidden"), 1);
        assertThatThrownBy(() -> TestFiles.write(files, file, new byte[1]))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("not allowed on bucket tests, object '")
                .hasMessageContaining("it takes storage.objects.create")
                .hasMessageContaining("(roles/storage.objectUser on the bucket has it)")
                .hasMessageContaining("as the relay was told");
    }

    @Test
    void credentialsThatAreNotAcceptedAreTold() {
        relay().fail("objects.get?alt=media", new Fault.Answer(401, "authError"), 1);
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("the credentials aren't accepted");
    }

    /** Another writer's generation came between: nothing is written over. */
    @Test
    void aFileThatSomebodyElseHasMadeMeanwhileIsToldAsSuch() {
        relay().fail("objects.insert", new Fault.Answer(412, "conditionNotMet"), 1);
        assertThatThrownBy(() -> TestFiles.write(files, file, new byte[1]))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(file.getPath());
    }
}
