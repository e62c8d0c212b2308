package io.spillway.s3.output;

import io.spillway.checkpoint.testing.WritingContract;
import io.spillway.s3.testing.S3Cloud;
import org.apache.flink.core.fs.Path;

class WritingIT extends WritingContract {
    WritingIT() {
        super(new S3Cloud());
    }

    /** MotoFilesIT's: S3Mock deletes the object with the upload. */
    @Override
    protected void keptAfterGivingUp(Path file) {}
}
