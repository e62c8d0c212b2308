package io.spillway.checkpoint.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.testing.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final int MIB = 1024 * 1024;

    private record Asked(Optional<ByteRange> range, Optional<String> version) {
        long from() {
            return range.map(ByteRange::from).orElse(0L);
        }
    }

    private interface Wire {
        InputStream open(Asked asked, InputStream bytes) throws IOException;
    }

    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Asked> aborted = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newFixedThreadPool(CopySteps.PARALLEL);
    private final AtomicLong now = new AtomicLong();

    private volatile double load;
    private final Machine machine =
            new Machine() {
                @Override
                public long nanos() {
                    return now.get();
                }

                @Override
                public double load() {
                    return load;
                }
            };

    @TempDir Path local;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private byte[] download(byte[] file, Wire wire) throws IOException {
        return download(file, file.length, "1", true, wire);
    }

    private byte[] download(byte[] file, long believed, String version, boolean alone, Wire wire)
            throws IOException {
        CopySteps steps = new CopySteps(threads);
        Path target = local.resolve("deep/copy");
        Download download = to(target, steps, file, () -> version, wire);
        try {
            download.begin(believed, alone);
            steps.awaitAll();
        } finally {
            steps.close();
            steps.awaitAllQuietly();
            download.close();
        }
        return Files.readAllBytes(target);
    }

    private Download to(
            Path target, CopySteps steps, byte[] file, Supplier<String> versions, Wire wire) {
        return new Download(
                "s3://b/file",
                (range, expected) -> open(file, new Asked(range, expected), versions.get(), wire),
                steps,
                machine,
                target);
    }

    private RangeStream open(byte[] file, Asked request, String version, Wire wire)
            throws IOException {
        asked.add(request);
        int from = (int) request.from();
        int to = request.range().map(each -> (int) each.to()).orElse(file.length);
        int end = Math.min(to, file.length);
        InputStream bytes = new ByteArrayInputStream(file, from, end - from);
        return new RangeStream(
                wire.open(request, bytes),
                end - from,
                file.length,
                version,
                () -> aborted.add(request));
    }

    @Test
    void fastConnectionsAreTwo() throws Exception {
        byte[] file = TestFiles.bytes(40 * MIB + 1, 1);
        assertThat(download(file, (request, bytes) -> bytes)).isEqualTo(file);
        assertThat(asked)
                .extracting(each -> each.range().orElseThrow())
                .containsExactlyInAnyOrder(
                        new ByteRange(0, 20 * MIB), new ByteRange(20 * MIB, 40 * MIB + 1));
        assertThat(aborted).isEmpty();
    }

    @Test
    void aSmallFileIsOneRequestHoweverLongItIs() throws Exception {
        byte[] file = TestFiles.bytes(3 * MIB, 2);
        assertThat(download(file, MIB, "1", true, (request, bytes) -> bytes)).isEqualTo(file);
        assertThat(asked).containsExactly(new Asked(Optional.empty(), Optional.empty()));
    }

    /** Whatever the threads do: each read takes 30 ms by the clock, 8 MB/s at most. */
    @Test
    void slowConnectionsBecomeMore() throws Exception {
        byte[] file = TestFiles.bytes(160 * MIB, 3);
        CountDownLatch all = new CountDownLatch(CopySteps.PARALLEL);
        assertThat(
                        download(
                                file,
                                (request, bytes) -> {
                                    all.countDown();
                                    return new Slow(bytes);
                                }))
                .isEqualTo(file);
        assertThat(all.getCount()).isZero();
        assertThat(asked)
                .hasSizeLessThanOrEqualTo((int) (160 * MIB / Pieces.LEAST_TAKEN))
                .filteredOn(each -> each.version().isEmpty())
                .as("before the first answer")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(aborted).as("that were cut").hasSizeLessThan(asked.size());
    }

    /** One of several files: nobody else is there to take anything over. */
    @Test
    void onABusyMachineTheyDoNot() throws Exception {
        load = 0.9;
        byte[] file = TestFiles.bytes(40 * MIB, 3);
        assertThat(download(file, file.length, "1", false, (request, bytes) -> new Slow(bytes)))
                .isEqualTo(file);
        assertThat(asked).hasSize(1);
        load = 0.5;
        assertThat(download(file, file.length, "1", false, (request, bytes) -> new Slow(bytes)))
                .isEqualTo(file);
        assertThat(asked).hasSizeGreaterThan(2);
    }

    private final class Slow extends FilterInputStream {
        Slow(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            now.addAndGet(30_000_000);
            return super.read(bytes, offset, length);
        }
    }

    @Test
    void theTailOfAConnectionThatStandsStillIsTakenOver() throws Exception {
        byte[] file = TestFiles.bytes(40 * MIB, 4);
        CountDownLatch standsStill = new CountDownLatch(1);
        CountDownLatch takenOver = new CountDownLatch(1);
        assertThat(
                        download(
                                file,
                                (request, bytes) -> {
                                    if (request.from() == 0) {
                                        return new Before(bytes, 19 * MIB, standsStill::await);
                                    }
                                    if (request.from() == 20 * MIB) {
                                        return new Before(
                                                bytes,
                                                4 * MIB,
                                                () -> {
                                                    now.addAndGet(1_000_000_000);
                                                    standsStill.countDown();
                                                    takenOver.await();
                                                });
                                    }
                                    if (request.from() > 30 * MIB) {
                                        takenOver.countDown();
                                    }
                                    return bytes;
                                }))
                .isEqualTo(file);
        assertThat(asked).extracting(Asked::from).contains(32L * MIB);
        assertThat(aborted).extracting(Asked::from).contains(20L * MIB);
        assertThat(asked)
                .filteredOn(each -> each.from() > 20 * MIB)
                .allMatch(each -> each.version().equals(Optional.of("1")));
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    /** Waits once, before it gives the byte behind so many. */
    private static final class Before extends FilterInputStream {
        private final Waiting waiting;
        private long left;

        Before(InputStream in, long bytes, Waiting waiting) {
            super(in);
            this.left = bytes;
            this.waiting = waiting;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                try {
                    waiting.run();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                left = Long.MAX_VALUE;
            }
            int read = super.read(bytes, offset, (int) Math.min(left, length));
            left -= read;
            return read;
        }
    }

    @Test
    void aConnectionThatBreaksIsReplacedWhereItBroke() throws Exception {
        byte[] file = TestFiles.bytes(10 * MIB, 5);
        assertThat(download(file, (request, bytes) -> new Cut(bytes, MIB))).isEqualTo(file);
        assertThat(asked).hasSize(10);
        for (int i = 1; i < 10; i++) {
            assertThat(asked.get(i))
                    .isEqualTo(
                            new Asked(
                                    Optional.of(new ByteRange((long) i * MIB, 10 * MIB)),
                                    Optional.of("1")));
        }
    }

    @Test
    void connectionsThatBreakAtOnceAreGivenUp() {
        byte[] file = TestFiles.bytes(20 * MIB, 6);
        AtomicInteger front = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                download(
                                        file,
                                        (request, bytes) -> {
                                            if (request.from() >= 10 * MIB) {
                                                return bytes;
                                            }
                                            front.incrementAndGet();
                                            return new Cut(bytes, 0);
                                        }))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("s3://b/file")
                .hasMessageContaining("the connection ended");
        assertThat(front).hasValue(5);
    }

    /** Ends early, after so many bytes. */
    private static final class Cut extends FilterInputStream {
        private long left;

        Cut(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(left, length));
            left -= read;
            return read;
        }
    }

    @Test
    void contentsAreNotMixed() {
        byte[] file = TestFiles.bytes(20 * MIB, 7);
        AtomicInteger answers = new AtomicInteger();
        CopySteps steps = new CopySteps(threads);
        Download download =
                to(
                        local.resolve("copy"),
                        steps,
                        file,
                        () -> "version " + answers.incrementAndGet(),
                        (request, bytes) -> bytes);
        assertThatThrownBy(
                        () -> {
                            download.begin(20 * MIB, true);
                            steps.awaitAll();
                        })
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("s3://b/file: another file was put in its place");
        steps.close();
        steps.awaitAllQuietly();
    }

    @Test
    void aFileThatIsReplacedMeanwhileIsMissing() {
        byte[] file = TestFiles.bytes(4 * MIB, 8);
        assertThatThrownBy(
                        () ->
                                download(
                                        file,
                                        (request, bytes) -> {
                                            if (request.version().isPresent()) {
                                                throw new PreconditionFailedException(
                                                        "it is another one", null);
                                            }
                                            return new Cut(bytes, MIB);
                                        }))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("another file was put in its place")
                .hasCauseInstanceOf(PreconditionFailedException.class);
    }

    @Test
    void anObjectThatIsShorterThanWasSaidIsTold() {
        assertThatThrownBy(
                        () ->
                                download(
                                        new byte[24 * MIB],
                                        32 * MIB,
                                        "1",
                                        true,
                                        (request, bytes) -> bytes))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("s3://b/file")
                .hasMessageContaining("16777216 were expected");
        assertThat(aborted).isNotEmpty();
    }

    @Test
    void nothingMoreIsAskedForOnceItIsGivenUp() throws Exception {
        byte[] file = TestFiles.bytes(40 * MIB, 9);
        CountDownLatch arriving = new CountDownLatch(2);
        CountDownLatch given = new CountDownLatch(1);
        CopySteps steps = new CopySteps(threads);
        Download download =
                to(
                        local.resolve("copy"),
                        steps,
                        file,
                        () -> "1",
                        (request, bytes) ->
                                new Before(
                                        bytes,
                                        MIB,
                                        () -> {
                                            arriving.countDown();
                                            given.await();
                                            throw new InterruptedException();
                                        }));
        download.begin(40 * MIB, true);
        assertThat(arriving.await(1, TimeUnit.MINUTES)).isTrue();
        steps.close();
        assertThatThrownBy(steps::awaitAll).hasMessage("copying was given up");
        given.countDown();
        steps.awaitAllQuietly();
        assertThat(asked).hasSize(2);
        assertThat(aborted).hasSizeGreaterThanOrEqualTo(2);
        download.close();
    }
}
