package io.spillway.ha.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.heartbeat.HeartbeatListener;
import org.apache.flink.runtime.heartbeat.HeartbeatManager;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.heartbeat.HeartbeatTarget;
import org.apache.flink.util.concurrent.ScheduledExecutor;
import org.apache.flink.util.concurrent.ScheduledExecutorServiceAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ObservedHeartbeatsTest {
    private static final ResourceID HERE = new ResourceID("here");
    private static final ResourceID LEADER = new ResourceID("leader");

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutor mainThread = new ScheduledExecutorServiceAdapter(thread);

    /** A leader that never answers. */
    private static final class Silent implements HeartbeatTarget<String> {
        @Override
        public CompletableFuture<Void> receiveHeartbeat(ResourceID origin, String payload) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Void> requestHeartbeat(ResourceID origin, String payload) {
            return new CompletableFuture<>();
        }
    }

    private final class Listener implements HeartbeatListener<String, String> {
        @Override
        public void notifyHeartbeatTimeout(ResourceID target) {
            events.add("timeout " + target);
        }

        @Override
        public void notifyTargetUnreachable(ResourceID target) {
            events.add("unreachable " + target);
        }

        @Override
        public void reportPayload(ResourceID target, String payload) {
            events.add(payload);
        }

        @Override
        public String retrievePayload(ResourceID target) {
            return "pulse";
        }
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void tellsThatTheLeaderIsFoundAndThatItIsLost() {
        HeartbeatManager<String, String> manager =
                observed()
                        .createHeartbeatManager(
                                HERE,
                                new Listener(),
                                mainThread,
                                LoggerFactory.getLogger(getClass()));

        manager.monitorTarget(LEADER, new Silent());
        var unused = manager.receiveHeartbeat(LEADER, "alive");

        await().until(() -> events.contains("timeout leader"));
        assertThat(events).containsExactly("found", "alive", "lost", "timeout leader");
        manager.stop();
    }

    private HeartbeatServices observed() {
        Configuration configuration = new Configuration();
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(50));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMillis(200));
        return new ObservedHeartbeats(
                HeartbeatServices.fromConfiguration(configuration),
                () -> events.add("lost"),
                () -> events.add("found"));
    }
}
