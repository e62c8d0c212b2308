package io.spillway.ha.election;

import io.spillway.ha.lease.LeaseKeeper;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.leaderelection.LeaderElectionDriver;
import org.apache.flink.runtime.leaderelection.LeaderInformation;

/** Flink's election by a lease. Its calls come under the election service's lock: none blocks. */
final class LeaseElectionDriver implements LeaderElectionDriver, LeaseKeeper.Listener {

    /** Is told of what others in this process need to know. */
    interface Observer {

        /** What the leader tells, whoever that is. */
        void leaderChanged(Map<String, String> information);

        /** Somebody else leads than before, and this process stands by. */
        void standsBy(String leader);

        /** The leader that this process has waited for had nothing left to do. */
        void ended();
    }

    private final LeaderElectionDriver.Listener flink;
    private final Observer observer;
    private final AtomicReference<UUID> session = new AtomicReference<>();
    private LeaseKeeper keeper;

    LeaseElectionDriver(LeaderElectionDriver.Listener flink, Observer observer) {
        this.flink = flink;
        this.observer = observer;
    }

    /** Takes part from now on, by a keeper that tells this driver. */
    void start(LeaseKeeper leaseKeeper) {
        keeper = leaseKeeper;
        keeper.start();
    }

    @Override
    public boolean hasLeadership() {
        return session.get() != null && keeper.leads();
    }

    /** A contender that is late, and tells of a session that is over, isn't listened to. */
    @Override
    public void publishLeaderInformation(String component, LeaderInformation information) {
        if (information.isEmpty()) {
            keeper.withdraw(component);
        } else if (information.getLeaderSessionID().equals(session.get())) {
            keeper.publish(component, LeaderInformationText.of(information));
        }
    }

    @Override
    public void deleteLeaderInformation(String component) {
        keeper.withdraw(component);
    }

    /**
     * Stands no more. The lease is kept until all services are closed: only then it is known
     * whether there is anything left to lead.
     */
    @Override
    public void close() {
        keeper.detach();
    }

    @Override
    public void granted(long epoch) {
        UUID id = UUID.randomUUID();
        session.set(id);
        flink.onGrantLeadership(id);
    }

    @Override
    public void revoked() {
        if (session.getAndSet(null) != null) {
            flink.onRevokeLeadership();
        }
    }

    @Override
    public void leaderChanged(Map<String, String> information) {
        observer.leaderChanged(information);
    }

    @Override
    public void standsBy(String leader) {
        observer.standsBy(leader);
    }

    @Override
    public void ended() {
        observer.ended();
    }

    @Override
    public void failed(Throwable cause) {
        flink.onError(cause);
    }
}
