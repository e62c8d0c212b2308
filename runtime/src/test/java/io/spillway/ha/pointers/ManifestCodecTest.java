package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestCodecTest {
    private static final ManifestDocument DOCUMENT =
            new ManifestDocument(
                    7,
                    "n-1",
                    ManifestContent.EMPTY
                            .withCounter(OptionalLong.of(17))
                            .with("checkpoint-2", new Entry("Yg==", false))
                            .with("checkpoint-1", new Entry("YQ==", true)));

    @Test
    void isJsonOfOneLineInOrder() {
        assertThat(new String(ManifestCodec.encode(DOCUMENT), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"formatVersion\":1,\"epoch\":7,\"nonce\":\"n-1\",\"counter\":17,\"entries\":{"
                                + "\"checkpoint-1\":{\"handle\":\"YQ==\",\"deleting\":true},"
                                + "\"checkpoint-2\":{\"handle\":\"Yg==\",\"deleting\":false}}}");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        ManifestDocument empty = new ManifestDocument(1, "n", ManifestContent.EMPTY);
        assertThat(ManifestCodec.decode(ManifestCodec.encode(DOCUMENT), "it")).isEqualTo(DOCUMENT);
        assertThat(ManifestCodec.decode(ManifestCodec.encode(empty), "it")).isEqualTo(empty);
    }

    @Test
    void tellsWhatTheJobsWereStartedWith() throws Exception {
        ManifestDocument document =
                new ManifestDocument(
                        1,
                        "n",
                        ManifestContent.EMPTY.withSetup(
                                new JobFingerprint("job.jar", "aa", "com.example.Main", "bb"),
                                new ClusterOrigin(
                                        "10.0.0.1 (4711@jm-1)",
                                        Instant.parse("2026-01-31T12:00:00Z"),
                                        Optional.of("s3://bucket/checkpoints"))));

        assertThat(new String(ManifestCodec.encode(document), StandardCharsets.UTF_8))
                .contains(
                        "\"program\":{\"jar\":\"job.jar\",\"jarSha256\":\"aa\","
                                + "\"mainClass\":\"com.example.Main\",\"argumentsSha256\":\"bb\"},"
                                + "\"origin\":{\"by\":\"10.0.0.1 (4711@jm-1)\",\"at\":\"2026-01-31T12:00:00Z\","
                                + "\"checkpoints\":\"s3://bucket/checkpoints\"}");
        assertThat(ManifestCodec.decode(ManifestCodec.encode(document), "it")).isEqualTo(document);
    }

    @Test
    void readsWhatEarlierVersionsHaveWritten() throws Exception {
        String first =
                "{\"formatVersion\":1,\"epoch\":7,\"nonce\":\"n-1\",\"counter\":17,\"entries\":{\"checkpoint-1\":{\"handle\":\"YQ==\",\"deleting\":true},\"checkpoint-2\":{\"handle\":\"Yg==\",\"deleting\":false}}}";
        assertThat(ManifestCodec.decode(first.getBytes(StandardCharsets.UTF_8), "it"))
                .isEqualTo(DOCUMENT);
    }

    @Test
    void tellsWhatToDo() {
        assertThatThrownBy(
                        () ->
                                ManifestCodec.decode(
                                        "half".getBytes(StandardCharsets.UTF_8),
                                        "s3://b/cluster/manifest"))
                .hasMessage(
                        "s3://b/cluster/manifest isn't a manifest: it isn't JSON. Put an earlier version of it back; or set another high-availability.cluster-id, and begin from the last checkpoint by execution.state-recovery.path.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    `` | 'formatVersion' is
                    {"formatVersion":1 | it isn't JSON
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{}}} | it isn't JSON
                    [] | 'formatVersion' is
                    {"formatVersion":2,"whatever":1} | of format 2, this Spillway knows up to 1
                    {"formatVersion":1,"nonce":"n","entries":{}} | 'epoch' is
                    {"formatVersion":1,"epoch":0,"nonce":"n","entries":{}} | 'epoch' is '0'
                    {"formatVersion":1,"epoch":1e40,"nonce":"n","entries":{}} | 'epoch' is
                    {"formatVersion":1,"epoch":1,"entries":{}} | 'nonce' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n"} | 'entries' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","counter":"x","entries":{}} | 'counter' is 'x'
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{"a":{"deleting":false}}} | entry 'a', isn't a manifest: 'handle' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{},"program":{"jar":"a"}} | 'program', isn't a manifest: 'jarSha256' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{},"origin":7} | 'origin' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{},"origin":{"by":"a"}} | 'origin', isn't a manifest: 'at' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{},"origin":{"by":"a","at":"noon"}} | 'at' is 'noon' instead of a time such as
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{"a":{"handle":"h"}}} | entry 'a', isn't a manifest: 'deleting' is missing
                    {"formatVersion":1,"epoch":1,"nonce":"n","entries":{"a":{"handle":"h","deleting":1}}} | entry 'a', isn't a manifest: 'deleting' is '1' instead of true or false
                    """)
    void saysWhatIsWrong(String content, String problem) {
        assertThatThrownBy(
                        () ->
                                ManifestCodec.decode(
                                        content.getBytes(StandardCharsets.UTF_8),
                                        "s3://bucket/jobs/1/manifest"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("s3://bucket/jobs/1/manifest")
                .hasMessageContaining(problem);
    }
}
