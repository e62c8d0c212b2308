package io.spillway.testing;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.runtime.leaderelection.LeaderContender;
import org.apache.flink.runtime.leaderelection.LeaderElection;

/**
 * One of Flink's components that stands for election, and remembers what it was told. Thread-safe.
 */
public final class RecordingContender implements LeaderContender, AutoCloseable {
    /** The leaderships that it was granted, in order. */
    public final List<UUID> sessions = new CopyOnWriteArrayList<>();

    public final List<Exception> errors = new CopyOnWriteArrayList<>();

    /** The leadership that it holds, as far as it was told; null without one. */
    public volatile UUID session;

    /** Is run when it is told that its leadership is over, before it is remembered. */
    public volatile Runnable onRevoke = () -> {};

    private final LeaderElection election;
    private final String address;

    /**
     * @param address what it tells as a leader
     */
    public RecordingContender(LeaderElection election, String address) {
        this.election = election;
        this.address = address;
    }

    public void start() throws Exception {
        election.startLeaderElection(this);
    }

    @Override
    public void grantLeadership(UUID id) {
        session = id;
        sessions.add(id);
        var unused = election.confirmLeadershipAsync(id, address);
    }

    @Override
    public void revokeLeadership() {
        onRevoke.run();
        session = null;
    }

    @Override
    public void handleError(Exception exception) {
        errors.add(exception);
    }

    @Override
    public void close() throws Exception {
        election.close();
    }
}
