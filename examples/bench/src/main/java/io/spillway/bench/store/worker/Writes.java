package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;

/** Writes files, each by a thread of its own where there are several. */
record Writes(Target target, Content content, WriteMode mode) implements Task {

    @Override
    public void run() throws Exception {
        if (target.count() == 1) {
            write(0);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(target.count());
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < target.count(); i++) {
                int number = i;
                writes.add(
                        threads.submit(
                                () -> {
                                    write(number);
                                    return null;
                                }));
            }
            for (Future<?> each : writes) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(int number) throws IOException {
        try (FSDataOutputStream out = target.files().create(target.file(number), mode)) {
            content.write(out, target.bytes());
        }
    }
}
