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

    @Test
    void readsWhatEarlierVersionsHaveWritten() throws Exception {
        String first =
                "{\"formatVersion\":1,\"holder\":\"h\",\"epoch\":3,\"nonce\":\"n\",\"leaseMs\":12000}";
        assertThat(LeaseCodec.decode(first.getBytes(StandardCharsets.UTF_8), "it"))
                .isEqualTo(new LeaseDocument("h", 3, "n", 12_000, false, false, Map.of()));
    }

    @Test
    void tellsWhatToDo() {
        assertThatThrownBy(
                        () ->
                                LeaseCodec.decode(
                                        "half".getBytes(StandardCharsets.UTF_8), "s3://b/leader"))
                .hasMessage(
                        "s3://b/leader isn't a lease: it isn't JSON. Put an earlier version of it back, or delete it while no JobManager of the cluster runs.");
        assertThatThrownBy(
                        () ->
                                LeaseCodec.decode(
                                        "{\"formatVersion\":2}".getBytes(StandardCharsets.UTF_8),
                                        "s3://b/leader"))
                .hasMessageEndingWith("a newer one uses it. Run that one here as well.");
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
                    {"formatVersion":1,"holder":"h","nonce":"n","epoch":1,"leaseMs":-1} | 'leaseMs' is '-1' instead of
                    {"formatVersion":1,"holder":"h","nonce":"n","epoch":1,"leaseMs":1,"released":"no"} | 'released' is 'no' instead of true or false
                    {"formatVersion":1,"holder":"h","nonce":"n","epoch":1,"leaseMs":1,"leaderInformation":[]} | 'leaderInformation' is missing
                    {"formatVersion":1,"holder":"h","nonce":"n","epoch":1,"leaseMs":1,"leaderInformation":{"d":1}} | 'd' is missing
                    {"formatVersion":0}                       | 'formatVersion' is '0' instead of a whole number from 1
                    """)
    void tellsWhatIsWrongAndWhere(String content, String problem) {
        assertThatThrownBy(
                        () ->
                                LeaseCodec.decode(
                                        content.getBytes(StandardCharsets.UTF_8), "s3://b/leader"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageStartingWith("s3://b/leader")
                .hasMessageContaining(problem.strip());
    }
}
