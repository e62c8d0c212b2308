package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** What Flink does with a state's stream whose checkpoint has failed. */
record Abort(Target target, Content content) implements Task {

    @Override
    public void run() throws IOException {
        Path file =
                new Path(
                        target.directory(),
                        "0123456789abcdef0123456789abcdef/chk-7/"
                                + "01234567-89ab-cdef-0123-456789abcdef");
        FSDataOutputStream out = target.files().create(file, WriteMode.NO_OVERWRITE);
        content.write(out, target.bytes());
        out.close();
        target.files().delete(file, false);
    }
}
