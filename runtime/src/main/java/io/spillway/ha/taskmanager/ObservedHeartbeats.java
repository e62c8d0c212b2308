package io.spillway.ha.taskmanager;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.heartbeat.HeartbeatListener;
import org.apache.flink.runtime.heartbeat.HeartbeatManager;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.heartbeat.HeartbeatTarget;
import org.apache.flink.util.concurrent.ScheduledExecutor;
import org.slf4j.Logger;

/**
 * Flink's heartbeats, and somebody who is told when the other side doesn't answer any more and when
 * there is another to be asked. In a TaskManager the other side is always a part of the leader;
 * nothing else there tells that it has gone.
 */
final class ObservedHeartbeats implements HeartbeatServices {
    private final HeartbeatServices heartbeats;
    private final Runnable lost;
    private final Runnable found;

    /** Both are called by the TaskManager's main thread, and must not block. */
    ObservedHeartbeats(HeartbeatServices heartbeats, Runnable lost, Runnable found) {
        this.heartbeats = heartbeats;
        this.lost = lost;
        this.found = found;
    }

    @Override
    public <I, O> HeartbeatManager<I, O> createHeartbeatManager(
            ResourceID resourceId,
            HeartbeatListener<I, O> listener,
            ScheduledExecutor mainThread,
            Logger log) {
        return new Observed<>(
                heartbeats.createHeartbeatManager(
                        resourceId, new Observer<>(listener), mainThread, log));
    }

    @Override
    public <I, O> HeartbeatManager<I, O> createHeartbeatManagerSender(
            ResourceID resourceId,
            HeartbeatListener<I, O> listener,
            ScheduledExecutor mainThread,
            Logger log) {
        return new Observed<>(
                heartbeats.createHeartbeatManagerSender(
                        resourceId, new Observer<>(listener), mainThread, log));
    }

    private final class Observer<I, O> implements HeartbeatListener<I, O> {
        private final HeartbeatListener<I, O> listener;

        Observer(HeartbeatListener<I, O> listener) {
            this.listener = listener;
        }

        @Override
        public void notifyHeartbeatTimeout(ResourceID target) {
            lost.run();
            listener.notifyHeartbeatTimeout(target);
        }

        @Override
        public void notifyTargetUnreachable(ResourceID target) {
            lost.run();
            listener.notifyTargetUnreachable(target);
        }

        @Override
        public void reportPayload(ResourceID target, I payload) {
            listener.reportPayload(target, payload);
        }

        @Override
        public O retrievePayload(ResourceID target) {
            return listener.retrievePayload(target);
        }
    }

    private final class Observed<I, O> implements HeartbeatManager<I, O> {
        private final HeartbeatManager<I, O> manager;

        Observed(HeartbeatManager<I, O> manager) {
            this.manager = manager;
        }

        @Override
        public void monitorTarget(ResourceID target, HeartbeatTarget<O> heartbeatTarget) {
            found.run();
            manager.monitorTarget(target, heartbeatTarget);
        }

        @Override
        public void unmonitorTarget(ResourceID target) {
            manager.unmonitorTarget(target);
        }

        @Override
        public void stop() {
            manager.stop();
        }

        @Override
        public long getLastHeartbeatFrom(ResourceID target) {
            return manager.getLastHeartbeatFrom(target);
        }

        @Override
        public CompletableFuture<Void> receiveHeartbeat(ResourceID origin, I payload) {
            return manager.receiveHeartbeat(origin, payload);
        }

        @Override
        public CompletableFuture<Void> requestHeartbeat(ResourceID origin, I payload) {
            return manager.requestHeartbeat(origin, payload);
        }
    }
}
