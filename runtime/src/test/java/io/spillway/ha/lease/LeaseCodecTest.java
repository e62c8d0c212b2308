package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseCodecTest {

    private static final LeaseDocument LEASE =
            new LeaseDocument(
                    "jm-1 4711", 7, "n-1", 12_000, false, false, Map.of("dispatcher", "u,a"));

    @Test
    void readsWhatItHasWritten() throws Exception {
        assertThat(LeaseCodec.decode(LeaseCodec.encode(LEASE), "s3://b/leader")).isEqualTo(LEASE);
    }

    @Test
    void isOneLineThatAPersonCanRead() {
        assertThat(new String(LeaseCodec.encode(LEASE), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"formatVersion\":1,\"holder\":\"jm-1 4711\",\"epoch\":7,\"nonce\":\"n-1\",\"leaseMs\":12000,\"released\":false,\"ended\":false,\"leaderInformation\":{\"dispatcher\":\"u,a\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    hello                                     | it isn't JSON
                    {"formatVersion":1}}                      | it isn't JSON
                    {"holder":"h"}                            | 'formatVersion' is '' instead of
                    {"formatVersion":2}                       | format 2, this Spillway knows up to 1
                    {"formatVersion":1}                       | 'holder' is missing
                    {"formatVersion":1,"holder":"h"}          | 'nonce' is missing
                    {"formatVersion":1,"holder":"h","nonce":"n"}           | 'epoch' is '' instead of
                    {"formatVersion":1,"holder":"h","nonce":"n","epoch":0} | 'epoch' is '0' instead of
                    """)
    void tellsWhatIsWrongAndWhere(String content, String problem) {
        assertThatThrownBy(
                        () ->
                                LeaseCodec.decode(
                                        content.getBytes(StandardCharsets.UTF_8), "s3://b/leader"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageStartingWith("s3://b/leader is")
                .hasMessageContaining(problem.strip());
    }
}
