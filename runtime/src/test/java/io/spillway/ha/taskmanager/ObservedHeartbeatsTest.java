package io.spillway.ha.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final Duration PATIENT = Duration.ofHours(1);

    private final AtomicBoolean isThere = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
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
        isThere.set(true);
        HeartbeatManager<String, String> manager = observed(PATIENT);

        monitor(manager);

        await().until(() -> events.contains("timeout leader"));
        assertThat(events).containsExactly("found", "alive", "lost", "timeout leader");
        manager.stop();
    }

    @Test
    void flinkIsNotToldWhileTheLeaderMayHaveGone() {
        HeartbeatManager<String, String> manager = observed(PATIENT);
        monitor(manager);
        await().until(() -> looks.get() > 2);
        assertThat(events).containsExactly("found", "alive", "lost");

        isThere.set(true);

        await().until(() -> events.contains("timeout leader"));
        manager.stop();
    }

    @Test
    void flinkIsToldWhenThereIsNoOtherLeaderAfterAWhile() {
        HeartbeatManager<String, String> manager = observed(Duration.ofMillis(500));

        monitor(manager);

        await().until(() -> events.contains("timeout leader"));
        // 200 ms apart where the machine isn't busy.
        assertThat(looks).hasValueBetween(2, 3);
        manager.stop();
    }

    @Test
    void flinkIsToldNothingOfALeaderThatItHasTakenLeaveOf() {
        HeartbeatManager<String, String> manager = observed(PATIENT);
        monitor(manager);
        await().until(() -> looks.get() > 0);

        call(() -> manager.unmonitorTarget(LEADER));
        assertThat(events).endsWith("left");
        isThere.set(true);
        monitor(manager, new ResourceID("next"));

        await().until(() -> events.contains("timeout next"));
        assertThat(events).doesNotContain("timeout leader");
        manager.stop();
    }

    private void monitor(HeartbeatManager<String, String> manager) {
        monitor(manager, LEADER);
    }

    private void monitor(HeartbeatManager<String, String> manager, ResourceID leader) {
        call(
                () -> {
                    manager.monitorTarget(leader, new Silent());
                    var unused = manager.receiveHeartbeat(leader, "alive");
                });
    }

    private void call(Runnable action) {
        CompletableFuture.runAsync(action, thread).join();
    }

    private HeartbeatManager<String, String> observed(Duration patience) {
        Configuration configuration = new Configuration();
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(50));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMillis(200));
        return new ObservedHeartbeats(
                        HeartbeatServices.fromConfiguration(configuration),
                        () -> events.add("lost"),
                        () -> events.add("found"),
                        () -> events.add("left"),
                        () -> {
                            looks.incrementAndGet();
                            return isThere.get();
                        },
                        patience)
                .createHeartbeatManager(
                        HERE, new Listener(), mainThread, LoggerFactory.getLogger(getClass()));
    }
}
