package io.spillway.ha.taskmanager;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
 *
 * <p>A leader that has gone is replaced, and then Flink takes leave of it by itself. Until then
 * tasks may as well go on: so Flink is told of a heartbeat that is missing only once it is known
 * that the leader is there, which makes it a matter of this TaskManager, or when there is no other
 * after a while.
 */
final class ObservedHeartbeats implements HeartbeatServices {
    /** How often it is asked what is known of a leader that doesn't answer. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final HeartbeatServices heartbeats;
    private final Runnable lost;
    private final Runnable found;
    private final Runnable left;
    private final BooleanSupplier isThere;
    private final Duration patience;

    /**
     * All are called by the TaskManager's main thread, and must not block.
     *
     * @param left Flink has taken leave of the other side, or the other side of it
     * @param isThere whether the leader is known to be there since {@code lost}
     * @param patience how long a leader that may have gone is waited for
     */
    ObservedHeartbeats(
            HeartbeatServices heartbeats,
            Runnable lost,
            Runnable found,
            Runnable left,
            BooleanSupplier isThere,
            Duration patience) {
        this.heartbeats = heartbeats;
        this.lost = lost;
        this.found = found;
        this.left = left;
        this.isThere = isThere;
        this.patience = patience;
    }

    /**
     * Just as Flink has them.
     *
     * @param found the other side is there
     */
    static ObservedHeartbeats ofFlink(HeartbeatServices heartbeats, Runnable found) {
        Runnable nothing = () -> {};
        return new ObservedHeartbeats(
                heartbeats, nothing, found, nothing, () -> true, Duration.ZERO);
    }

    @Override
    public <I, O> HeartbeatManager<I, O> createHeartbeatManager(
            ResourceID resourceId,
            HeartbeatListener<I, O> listener,
            ScheduledExecutor mainThread,
            Logger log) {
        Observer<I, O> observer = new Observer<>(listener, mainThread);
        return new Observed<>(
                heartbeats.createHeartbeatManager(resourceId, observer, mainThread, log), observer);
    }

    @Override
    public <I, O> HeartbeatManager<I, O> createHeartbeatManagerSender(
            ResourceID resourceId,
            HeartbeatListener<I, O> listener,
            ScheduledExecutor mainThread,
            Logger log) {
        Observer<I, O> observer = new Observer<>(listener, mainThread);
        return new Observed<>(
                heartbeats.createHeartbeatManagerSender(resourceId, observer, mainThread, log),
                observer);
    }

    private final class Observer<I, O> implements HeartbeatListener<I, O> {
        private final HeartbeatListener<I, O> listener;
        private final ScheduledExecutor mainThread;

        /** Those that are missed and that Flink doesn't know of yet. */
        private final Map<ResourceID, Missing> missing = new HashMap<>();

        /** A leader that doesn't answer. */
        private final class Missing {
            private final ResourceID target;
            private long looksLeft = patience.dividedBy(LOOK);

            Missing(ResourceID target) {
                this.target = target;
            }

            private void look() {
                if (missing.get(target) != this) {
                    return;
                }
                if (isThere.getAsBoolean() || looksLeft <= 0) {
                    missing.remove(target);
                    listener.notifyHeartbeatTimeout(target);
                } else {
                    looksLeft--;
                    var unused =
                            mainThread.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }

        Observer(HeartbeatListener<I, O> listener, ScheduledExecutor mainThread) {
            this.listener = listener;
            this.mainThread = mainThread;
        }

        /** Flink has taken leave of it, or begins anew with it. */
        void forget(ResourceID target) {
            missing.remove(target);
        }

        void forgetAll() {
            missing.clear();
        }

        @Override
        public void notifyHeartbeatTimeout(ResourceID target) {
            lost.run();
            Missing missed = new Missing(target);
            missing.put(target, missed);
            missed.look();
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
        private final Observer<I, O> observer;

        Observed(HeartbeatManager<I, O> manager, Observer<I, O> observer) {
            this.manager = manager;
            this.observer = observer;
        }

        @Override
        public void monitorTarget(ResourceID target, HeartbeatTarget<O> heartbeatTarget) {
            found.run();
            observer.forget(target);
            manager.monitorTarget(target, heartbeatTarget);
        }

        @Override
        public void unmonitorTarget(ResourceID target) {
            left.run();
            observer.forget(target);
            manager.unmonitorTarget(target);
        }

        @Override
        public void stop() {
            observer.forgetAll();
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
