package io.spillway.restapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.SettingsReader;
import io.spillway.testing.FakeFleetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpJobManagerClientTest {
    private final FakeFleetServer server = new FakeFleetServer();
    private final JobManagerClient client = client(server.port(), Map.of());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void drainsFollowsAndCancels() throws Exception {
        server.jobManager.registered.put("i-1", 2);
        List<DrainView> drains = client.drain(new DrainRequest(List.of("i-1"), "SCALE_IN", 1000L));
        assertThat(drains)
                .singleElement()
                .extracting(DrainView::state)
                .isEqualTo(DrainState.ACCEPTED);
        assertThat(server.jobManager.requests)
                .containsExactly(new DrainRequest(List.of("i-1"), "SCALE_IN", 1000L));
        server.advance("i-1", DrainState.MOVING);
        assertThat(client.drain("i-1", DrainState.ACCEPTED, Duration.ofSeconds(30)).state())
                .isEqualTo(DrainState.MOVING);
        assertThat(client.drain("i-1", null, Duration.ZERO).state()).isEqualTo(DrainState.MOVING);
        assertThat(client.cancelDrain("i-1").state()).isEqualTo(DrainState.CANCELLED);
        assertThat(server.calls)
                .containsExactly(
                        "POST /fleet/drains",
                        "GET /fleet/drains/i-1?waitMs=30000&state=ACCEPTED",
                        "GET /fleet/drains/i-1?waitMs=0",
                        "DELETE /fleet/drains/i-1");
    }

    @Test
    void aLongPollMayTakeLongerThanAnotherCall() throws Exception {
        server.jobManager.registered.put("i-1", 2);
        server.jobManager.drains.put("i-1", DrainState.ACCEPTED);
        JobManagerClient impatient =
                client(server.port(), Map.of("spillway.jobmanager.request-timeout", "100 ms"));
        assertThat(impatient.drain("i-1", DrainState.ACCEPTED, Duration.ofMillis(400)).state())
                .isEqualTo(DrainState.ACCEPTED);
    }

    @Test
    void announces() throws Exception {
        TaskManagerAnnouncement announcement = new TaskManagerAnnouncement("a", null, null);
        client.announce("i-1", announcement);
        assertThat(server.jobManager.announcements).containsExactly(announcement);
    }

    @Test
    void readsWhatStockFlinkSays() throws Exception {
        server.jobManager.ours = false;
        server.jobManager.registered.put("i-1", 2);
        server.jobManager.jobs.add("job");
        assertThat(client.registeredSlots("i-1")).hasValue(2);
        assertThat(client.registeredSlots("i-2")).isEmpty();
        assertThat(client.runningJobs()).containsExactly("job");
        String handle = client.triggerCheckpoint("job");
        assertThat(client.checkpoint("job", handle).state())
                .isEqualTo(CheckpointProgress.State.IN_PROGRESS);
        server.jobManager.checkpoint =
                new CheckpointProgress(CheckpointProgress.State.COMPLETED, 4L, null);
        assertThat(client.checkpoint("job", handle)).isEqualTo(server.jobManager.checkpoint);
        server.jobManager.checkpoint =
                new CheckpointProgress(CheckpointProgress.State.FAILED, null, "disk full");
        assertThat(client.checkpoint("job", handle)).isEqualTo(server.jobManager.checkpoint);
    }

    @Test
    void tellsAStockJobManagerFromAnUnknownTaskManager() {
        assertFails(
                () -> client.drain(new DrainRequest(List.of("i-1"), null, null)),
                Kind.NOT_FOUND,
                "i-1: not registered");
        server.jobManager.ours = false;
        assertFails(
                () -> client.drain(new DrainRequest(List.of("i-1"), null, null)),
                Kind.NOT_OURS,
                "http://localhost:%d: a JobManager without Spillway's fleet API; start it with \"spillway jobmanager\""
                        .formatted(server.port()));
        assertFails(client::fleet, Kind.NOT_OURS, "without Spillway's fleet API");
    }

    @Test
    void tellsAConflict() {
        server.jobManager.drains.put("i-1", DrainState.DRAINED);
        assertFails(() -> client.cancelDrain("i-1"), Kind.CONFLICT, "i-1: already drained");
    }

    @Test
    void aJobManagerThatIsNotReadyIsUnreachable() {
        server.jobManager.reachable = false;
        assertFails(client::fleet, Kind.UNREACHABLE, "isn't ready");
    }

    @Test
    void anotherServerIsNoJobManager() {
        server.garbage = "<html>hello</html>";
        assertFails(client::fleet, Kind.FAILED, "is another server at this address?");
        assertFails(() -> client.registeredSlots("i-1"), Kind.FAILED, "no JobManager says");
        server.garbage = "{}";
        assertFails(() -> client.registeredSlots("i-1"), Kind.FAILED, "no JobManager says");
    }

    @Test
    void nobodyThereIsUnreachable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertFails(
                client(port, Map.of())::fleet,
                Kind.UNREACHABLE,
                "http://localhost:%d can't be reached (connection refused)".formatted(port));
    }

    @Test
    void noAnswerInTimeIsUnreachable() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JobManagerClient impatient =
                    client(
                            mute.getLocalPort(),
                            Map.of("spillway.jobmanager.request-timeout", "100 ms"));
            assertFails(impatient::fleet, Kind.UNREACHABLE, "(no answer in time)");
        }
    }

    @Test
    void sendsTheHeadersThatFlinksClientSends() throws Exception {
        SettingsReader reader = new SettingsReader(ConfigurationFile.of(new Configuration()));
        JobManagerEndpoint endpoint =
                JobManagerEndpoint.read(
                        reader,
                        Optional.of(server.uri().toString()),
                        Map.of("FLINK_REST_CLIENT_HEADERS", "Authorization: Bearer x\nX-Other:1"));
        reader.check();
        new HttpJobManagerClient(endpoint).fleet();
        assertThat(server.lastAuthorization).isEqualTo("Bearer x");
    }

    private static JobManagerClient client(int port, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("rest.address", "localhost");
        all.put("rest.port", String.valueOf(port));
        return new HttpJobManagerClient(
                JobManagerEndpoint.read(
                        new SettingsReader(ConfigurationFile.of(Configuration.fromMap(all))),
                        Optional.empty(),
                        Map.of()));
    }

    private static void assertFails(ThrowingCallable call, Kind kind, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JobManagerException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(kind);
                            assertThat(e).hasMessageContaining(words);
                            assertThat(e.getMessage()).doesNotContain("\n");
                        });
    }
}
