package io.spillway.checkpoint.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestFiles;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SegmentBufferTest {
    private final SegmentPool pool = new SegmentPool(64L * SegmentPool.SEGMENT);

    @Test
    void keepsBytesAcrossSegmentsAndGivesThemAllBack() throws Exception {
        byte[] bytes = TestFiles.bytes(3 * SegmentPool.SEGMENT + 17, 1);
        SegmentBuffer buffer = new SegmentBuffer(pool);
        buffer.write(bytes[0]);
        buffer.write(bytes, 1, SegmentPool.SEGMENT);
        buffer.write(bytes, 1 + SegmentPool.SEGMENT, bytes.length - 1 - SegmentPool.SEGMENT);
        assertThat(buffer.size()).isEqualTo(bytes.length);
        assertThat(buffer.open().readAllBytes()).isEqualTo(bytes);
        assertThat(buffer.open().readAllBytes()).isEqualTo(bytes);
        assertThat(pool.usedBytes()).isEqualTo(4L * SegmentPool.SEGMENT);
        buffer.release();
        assertThat(pool.usedBytes()).isZero();
        assertThat(buffer.size()).isZero();
    }

    @Test
    void goesOnFromAnyPlaceByWholeSegments() throws Exception {
        byte[] bytes = TestFiles.bytes(2 * SegmentPool.SEGMENT + 17, 1);
        SegmentBuffer buffer = new SegmentBuffer(pool);
        buffer.write(bytes, 0, bytes.length);
        InputStream in = buffer.open();
        byte[] first = in.readNBytes(100);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        assertThat(in.transferTo(all)).isEqualTo(bytes.length - 100);
        assertThat(all.toByteArray()).isEqualTo(bytes);
        assertThat(in.read()).isNegative();
    }

    @Test
    void checksumsAsS3WritesThem() throws Exception {
        SegmentBuffer buffer = new SegmentBuffer(pool);
        buffer.write("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
        // 0xe3069283, the check value of CRC-32C.
        assertThat(buffer.checksum()).isEqualTo("4waSgw==");
        buffer.release();
        assertThat(buffer.checksum()).isEqualTo("AAAAAA==");
    }
}
