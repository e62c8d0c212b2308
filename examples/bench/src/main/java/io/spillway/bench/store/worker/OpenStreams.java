package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;

/** Has several files open for writing, as a TaskManager's slots have while a checkpoint runs. */
final class OpenStreams implements Task {
    private final Target target;
    private final Content content;
    private Runnable allOpen = () -> {};

    OpenStreams(Target target, Content content) {
        this.target = target;
        this.content = content;
    }

    @Override
    public void run() throws IOException {
        Deque<FSDataOutputStream> open = new ArrayDeque<>();
        for (int i = 0; i < target.count(); i++) {
            FSDataOutputStream out = target.files().create(target.file(i), WriteMode.NO_OVERWRITE);
            open.add(out);
            content.write(out, target.bytes());
        }
        allOpen.run();
        while (!open.isEmpty()) {
            open.remove().close();
        }
    }

    @Override
    public void whenMost(Runnable look) {
        allOpen = look;
    }
}
