package io.spillway.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeRecordCodecTest {
    private static final UpgradeRecord STOPPING =
            new UpgradeRecord(
                    "00000000000000000000000000000001",
                    Phase.STOPPING,
                    false,
                    "00000000000000000000000000000002",
                    new Jar("a.jar", "aa"),
                    new Jar("b.jar", "bb"),
                    "/opt/spillway/usrlib",
                    "s3://bucket/savepoints/upgrade-1",
                    Optional.empty());

    @Test
    void readsWhatItWrites() throws IOException {
        UpgradeRecord stopped = STOPPING.stopped("s3://bucket/savepoints/upgrade-1/savepoint-2");
        for (UpgradeRecord each :
                new UpgradeRecord[] {STOPPING, stopped, stopped.starting(), stopped.back()}) {
            assertThat(UpgradeRecordCodec.decode(UpgradeRecordCodec.encode(each), "it"))
                    .isEqualTo(each);
        }
        assertThat(stopped.back().from()).isEqualTo(STOPPING.to());
        assertThat(stopped.back().to()).isEqualTo(STOPPING.from());
        assertThat(stopped.back().back().phase()).isEqualTo(Phase.STOPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nonsense | it isn't JSON
                    {} | 'formatVersion' is missing
                    {"formatVersion":2} | of format 2, this Spillway knows up to 1
                    {"formatVersion":1} | 'phase' is missing
                    {"formatVersion":1,"phase":"DANCING"} | 'phase' is 'DANCING' instead of one of [STOPPING, STOPPED, STARTING]
                    {"formatVersion":1,"phase":"STARTING"} | 'savepoint' is missing
                    {"formatVersion":1,"phase":"STOPPING"} | 'id' is missing
                    {"formatVersion":1,"phase":"STOPPING","id":"1","job":"2"} | 'from', isn't an upgrade's record: 'name' is missing
                    """)
    void saysWhatIsWrong(String content, String problem) {
        assertThatThrownBy(
                        () ->
                                UpgradeRecordCodec.decode(
                                        content.getBytes(StandardCharsets.UTF_8), "record.json"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("record.json")
                .hasMessageContaining(problem);
    }
}
