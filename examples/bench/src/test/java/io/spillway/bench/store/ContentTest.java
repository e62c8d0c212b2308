package io.spillway.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static final int SIZE = 3 * 1024 * 1024 + 17;

    private final Content content = new Content(7);

    @Test
    void whatIsWrittenIsWhatIsStreamedAndMatches() throws IOException {
        byte[] written = written();

        assertThat(written).hasSize(SIZE);
        assertThat(content.stream(SIZE).readAllBytes()).isEqualTo(written);
        assertThat(content.matches(written, SIZE, 0)).isTrue();
        assertThat(content.matches(new ByteArrayInputStream(written), SIZE)).isTrue();
    }

    @Test
    void aPieceMatchesAtItsPlaceAlone() throws IOException {
        byte[] piece = Arrays.copyOfRange(written(), 1_048_000, 1_050_000);

        assertThat(content.matches(piece, piece.length, 1_048_000)).isTrue();
        assertThat(content.matches(piece, piece.length, 1_048_001)).isFalse();
    }

    @Test
    void whatIsLongerShorterOrDifferentDoesNotMatch() throws IOException {
        byte[] written = written();
        byte[] different = written.clone();
        different[2_000_000]++;

        assertThat(content.matches(new ByteArrayInputStream(written), SIZE - 1)).isFalse();
        assertThat(content.matches(new ByteArrayInputStream(written), SIZE + 1)).isFalse();
        assertThat(content.matches(new ByteArrayInputStream(different), SIZE)).isFalse();
    }

    private byte[] written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.write(out, SIZE);
        return out.toByteArray();
    }
}
