package io.spillway.checkpoint.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.BeyondEndException;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.testing.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BucketInputStreamTest {
    private static final int MIB = 1024 * 1024;

    private final SegmentPool memory = new SegmentPool(64L * MIB);
    private final List<ByteRange> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger aborted = new AtomicInteger();

    /** How often something was taken from a connection. */
    private final AtomicInteger pieces = new AtomicInteger();

    /** Streams end early after that many bytes, as often as it says. */
    private int cutAfter = Integer.MAX_VALUE;

    private int cuts;

    @Test
    void opensNothingBeforeItIsRead() {
        open(new byte[10]);
        assertThat(asked).isEmpty();
    }

    @Test
    void readsASmallFileByOneRequest() throws Exception {
        byte[] file = TestFiles.bytes(5 * MIB, 1);
        try (BucketInputStream in = open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(file);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(asked).hasSize(1);
        assertThat(aborted).hasValue(0);
    }

    @Test
    void readsAheadInParallelWhenItIsReadOn() throws Exception {
        byte[] file = TestFiles.bytes(70 * MIB + 3, 2);
        try (BucketInputStream in = open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(file);
        }
        assertThat(asked).hasSize(5);
        // What was being read ahead gives its memory back when it learns of the end.
        await().until(() -> memory.usedBytes() == 0);
    }

    @Test
    void readsOnWithoutMemoryForMore() throws Exception {
        byte[] file = TestFiles.bytes(40 * MIB, 3);
        assertThat(memory.reserve(190)).isTrue();
        try (BucketInputStream in = open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(file);
        }
        assertThat(asked).hasSize(3);
    }

    @Test
    void readsOverSmallJumpsAhead() throws Exception {
        byte[] file = TestFiles.bytes(4 * MIB, 4);
        try (BucketInputStream in = open(file)) {
            for (int at = 0; at < 2 * MIB; at += 20_000) {
                in.seek(at);
                assertThat(in.read()).isEqualTo(file[at] & 0xff);
            }
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void takesSmallReadsAndJumpsFromTheConnectionInFewPieces() throws Exception {
        byte[] file = TestFiles.bytes(4 * MIB, 10);
        try (BucketInputStream in = open(file)) {
            for (int at = 0; at < 100 * 9 * 1024; at += 9 * 1024) {
                assertThat(in.readNBytes(1024)).isEqualTo(Arrays.copyOfRange(file, at, at + 1024));
                assertThat(in.skip(8 * 1024)).isEqualTo(8 * 1024);
            }
        }
        assertThat(asked).hasSize(1);
        assertThat(pieces).hasValueLessThanOrEqualTo(15);
        assertThat(aborted).hasValue(1);
    }

    @Test
    void asksForLittleAfterJumps() throws Exception {
        byte[] file = TestFiles.bytes(64 * MIB, 5);
        Random random = new Random(6);
        try (BucketInputStream in = open(file)) {
            byte[] some = new byte[4096];
            for (int i = 0; i < 100; i++) {
                int at = random.nextInt(file.length - some.length);
                in.seek(at);
                assertThat(in.readNBytes(some, 0, some.length)).isEqualTo(some.length);
                assertThat(some).isEqualTo(Arrays.copyOfRange(file, at, at + some.length));
            }
        }
        assertThat(asked).hasSizeBetween(95, 100);
        assertThat(asked.stream().mapToLong(ByteRange::length).sum()).isLessThan(3L * MIB);
        assertThat(aborted).hasValue(0);
    }

    @Test
    void anythingThatIsDoneInAnyOrderReadsTheRightBytes() throws Exception {
        byte[] file = TestFiles.bytes(50 * MIB + 1234, 7);
        Random random = new Random(8);
        try (BucketInputStream in = open(file)) {
            int at = 0;
            for (int i = 0; i < 300; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        at = random.nextInt(file.length);
                        in.seek(at);
                    }
                    case 1 -> at += (int) in.skip(random.nextInt(2 * MIB));
                    default -> {
                        byte[] some = in.readNBytes(random.nextInt(3 * MIB));
                        assertThat(some)
                                .isEqualTo(
                                        Arrays.copyOfRange(
                                                file, at, Math.min(file.length, at + some.length)));
                        at += some.length;
                    }
                }
                assertThat(in.getPos()).isEqualTo(at);
            }
        }
        // What was being read ahead gives its memory back when it learns of the end.
        await().until(() -> memory.usedBytes() == 0);
    }

    @Test
    void goesOnWhereAConnectionBroke() throws Exception {
        byte[] file = TestFiles.bytes(3 * MIB, 9);
        cutAfter = MIB;
        cuts = 2;
        try (BucketInputStream in = open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(file);
        }
        assertThat(asked).hasSize(3);
    }

    @Test
    void givesUpWhenConnectionsBreakWithoutAByteBetween() {
        cutAfter = 0;
        cuts = 100;
        try (BucketInputStream in = open(new byte[MIB])) {
            assertThatThrownBy(in::read).isInstanceOf(EOFException.class);
        }
        assertThat(asked).hasSize(5);
    }

    @Test
    void anEmptyFileEndsAtOnce() throws Exception {
        try (BucketInputStream in = open(new byte[0])) {
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.skip(1)).isZero();
        }
    }

    @Test
    void doesNotGoBeyondTheEnd() throws Exception {
        try (BucketInputStream in = open(new byte[10])) {
            assertThat(in.read()).isZero();
            assertThatThrownBy(() -> in.seek(11)).isInstanceOf(EOFException.class);
            in.seek(10);
            assertThat(in.read()).isEqualTo(-1);
            in.seek(4);
            assertThat(in.skip(100)).isEqualTo(6);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void cannotBeReadOnceClosed() {
        BucketInputStream in = open(new byte[10]);
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(ClosedChannelException.class);
    }

    private BucketInputStream open(byte[] file) {
        Executor threads =
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    thread.start();
                };
        return new BucketInputStream(
                "test", (range, version) -> range(file, range), memory, threads);
    }

    private RangeStream range(byte[] file, ByteRange range) throws IOException {
        asked.add(range);
        if (range.from() >= file.length) {
            throw new BeyondEndException("beyond");
        }
        int to = (int) Math.min(file.length, range.to());
        byte[] bytes = Arrays.copyOfRange(file, (int) range.from(), to);
        InputStream in = new Counted(new ByteArrayInputStream(bytes), pieces);
        if (cuts > 0) {
            cuts--;
            in = new Cut(in, cutAfter);
        }
        return new RangeStream(in, bytes.length, file.length, "version", aborted::incrementAndGet);
    }

    private static final class Counted extends FilterInputStream {
        private final AtomicInteger pieces;

        Counted(InputStream in, AtomicInteger pieces) {
            super(in);
            this.pieces = pieces;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            pieces.incrementAndGet();
            return super.read(bytes, offset, length);
        }

        @Override
        public long skip(long count) throws IOException {
            pieces.incrementAndGet();
            return super.skip(count);
        }
    }

    private static final class Cut extends FilterInputStream {
        private int left;

        Cut(InputStream in, int left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int some = super.read(bytes, offset, Math.min(left, length));
            left -= some;
            return some;
        }
    }
}
