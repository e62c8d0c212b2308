package io.spillway.checkpoint.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointPathsTest {
    private static final String JOB = "s3://b/checkpoints/0123456789abcdef0123456789abcdef/";
    private static final String FILE = "0f3b2c7e-2f5d-4a5e-9c0e-0123456789ab";

    private final CheckpointPaths paths = new CheckpointPaths(Optional.of("s3://b/bare"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                JOB + "chk-12/" + FILE,
                JOB + "shared/" + FILE,
                JOB + "taskowned/" + FILE,
                JOB + "shared/job_1_op_2/" + FILE,
                "s3://b/bare/chk-1/" + FILE,
                "s3://b/bare/shared/" + FILE
            })
    void knowsDataOfCheckpoints(String file) {
        assertThat(paths.keptOnlyIfSynced(new Path(file))).isTrue();
        assertThat(paths.neverDirectory(new Path(file))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JOB + "chk-12/_metadata",
                JOB + "shared/report.csv",
                "s3://b/elsewhere/shared/" + FILE,
                "s3://b/savepoints/savepoint-012345-0123456789ab/" + FILE,
                "s3://b/ha/job-result-store/" + FILE,
                "s3://b/" + FILE
            })
    void takesNothingElseForIt(String file) {
        assertThat(paths.keptOnlyIfSynced(new Path(file))).isFalse();
    }

    @Test
    void knowsMetadataAndDirectoriesOfCheckpoints() {
        assertThat(paths.neverDirectory(new Path(JOB + "chk-12/_metadata"))).isTrue();
        assertThat(paths.neverDirectory(new Path("s3://b/_metadata"))).isFalse();
        assertThat(paths.ofOneCheckpoint(new Path(JOB + "chk-12"))).isTrue();
        assertThat(paths.ofOneCheckpoint(new Path(JOB + "shared"))).isFalse();
    }
}
