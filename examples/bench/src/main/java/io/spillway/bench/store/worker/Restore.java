package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;

/**
 * Brings files to the local disk as Flink does when it restores RocksDB: by the file system's own
 * copying where it has one, otherwise by as many threads as {@code
 * state.backend.rocksdb.checkpoint.transfer.thread.num} has by default.
 */
record Restore(Target target, Path local, Content content) implements Task {
    private static final int THREADS = 4;
    private static final int CHUNK = 8 * 1024;

    @Override
    public void run() throws Exception {
        if (target.files().canCopyPaths(target.file(0), flinks(0))) {
            List<CopyRequest> requests = new ArrayList<>();
            for (int i = 0; i < target.count(); i++) {
                requests.add(CopyRequest.of(target.file(i), flinks(i), target.bytes()));
            }
            ((PathsCopyingFileSystem) target.files()).copyFiles(requests, new CloseableRegistry());
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> copies = new ArrayList<>();
            for (int i = 0; i < target.count(); i++) {
                int number = i;
                copies.add(
                        threads.submit(
                                () -> {
                                    copy(number);
                                    return null;
                                }));
            }
            for (Future<?> each : copies) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void copy(int number) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (FSDataInputStream in = target.files().open(target.file(number));
                OutputStream out = Files.newOutputStream(restored(number))) {
            for (int some = in.read(chunk); some >= 0; some = in.read(chunk)) {
                out.write(chunk, 0, some);
            }
        }
    }

    private Path restored(int number) {
        return local.resolve(Integer.toString(number));
    }

    private org.apache.flink.core.fs.Path flinks(int number) {
        return new org.apache.flink.core.fs.Path(restored(number).toUri());
    }

    @Override
    public Optional<String> wrong() throws IOException {
        Optional<String> wrong = Optional.empty();
        for (int i = 0; i < target.count(); i++) {
            try (InputStream in = Files.newInputStream(restored(i))) {
                if (!content.matches(in, target.bytes())) {
                    wrong = Optional.of("restored file %d differs".formatted(i));
                }
            }
            Files.delete(restored(i));
        }
        return wrong;
    }
}
