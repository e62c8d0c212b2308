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
            assertThat(UpgradeRecordCodec.decode(UpgradeRecordCodec.encode(each, "n"), "it"))
                    .isEqualTo(each);
        }
        assertThat(stopped.back().from()).isEqualTo(STOPPING.to());
        assertThat(stopped.back().to()).isEqualTo(STOPPING.from());
        assertThat(stopped.back().back().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void readsWhatAnEarlierVersionHasWritten() throws IOException {
        assertThat(
                        UpgradeRecordCodec.decode(
                                "{\"formatVersion\":1,\"id\":\"00000000000000000000000000000001\",\"phase\":\"STOPPING\",\"rollback\":false,\"job\":\"00000000000000000000000000000002\",\"from\":{\"name\":\"a.jar\",\"sha256\":\"aa\"},\"to\":{\"name\":\"b.jar\",\"sha256\":\"bb\"},\"directory\":\"/opt/spillway/usrlib\",\"target\":\"s3://bucket/savepoints/upgrade-1\"}"
                                        .getBytes(StandardCharsets.UTF_8),
                                "it"))
                .isEqualTo(STOPPING);
    }

    @Test
    void tellsWhatToDo() {
        assertThatThrownBy(
                        () ->
                                UpgradeRecordCodec.decode(
                                        "half".getBytes(StandardCharsets.UTF_8),
                                        "s3://bucket/ha/default/spillway/upgrade"))
                .hasMessage(
                        "s3://bucket/ha/default/spillway/upgrade isn't an upgrade's record: it isn't JSON. Put an earlier version of it back, or delete it if no upgrade is under way.");
        assertThatThrownBy(
                        () ->
                                UpgradeRecordCodec.decode(
                                        "{\"formatVersion\":2}".getBytes(StandardCharsets.UTF_8),
                                        "record.json"))
                .hasMessageEndingWith("a newer one uses it. Run that one here as well.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nonsense | it isn't JSON
                    {} | 'formatVersion' is '' instead of a whole number from 1
                    {"formatVersion":2} | of format 2, this Spillway knows up to 1
                    {"formatVersion":1} | 'phase' is missing
                    {"formatVersion":1,"phase":"DANCING"} | 'phase' is 'DANCING' instead of one of [STOPPING, STOPPED, STARTING]
                    {"formatVersion":1,"phase":"STARTING"} | 'savepoint' is missing
                    {"formatVersion":1,"phase":"STOPPING"} | 'id' is missing
                    {"formatVersion":1,"phase":"STOPPING","id":"1","job":"2"} | 'from' is missing
                    {"formatVersion":1,"phase":"STOPPING","id":"1","job":"2","from":{"name":""}} | 'from', isn't an upgrade's record: 'name' is missing
                    {"formatVersion":1,"phase":"STOPPING","id":"1","rollback":7} | 'rollback' is '7' instead of true or false
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
