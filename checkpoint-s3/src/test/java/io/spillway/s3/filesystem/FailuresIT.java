package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.FailuresContract;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.s3.testing.S3Cloud;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class FailuresIT extends FailuresContract {
    FailuresIT() {
        super(new S3Cloud());
    }

    @Test
    void aWrongRegionIsToldWithTheRightOne() {
        relay().fail("GetObject", new Fault.Answer(301, "PermanentRedirect"), 1);
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .hasMessageContaining("in another region, eu-north-1: set s3.endpoint.region");
        relay().fail("PutObject", new Fault.Answer(400, "AuthorizationHeaderMalformed"), 1);
        assertThatThrownBy(() -> TestFiles.write(files, file, new byte[1]))
                .hasMessageContaining("in another region");
    }

    @Test
    void expiredCredentialsAreTold() {
        relay().fail("GetObject", new Fault.Answer(400, "ExpiredToken"), 1);
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("the credentials aren't accepted")
                .hasMessageNotContaining("no-secret-at-all");
    }
}
