package io.spillway.ha.election;

import io.spillway.ha.lease.LeaderBoard;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalDriver;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalEventHandler;

/** Tells Flink who leads, as the board says. */
final class BoardRetrievalDriver implements LeaderRetrievalDriver {
    private final LeaderBoard.Subscription subscription;

    BoardRetrievalDriver(LeaderBoard board, String component, LeaderRetrievalEventHandler handler) {
        this.subscription =
                board.subscribe(
                        component,
                        text -> handler.notifyLeaderAddress(LeaderInformationText.parse(text)));
    }

    @Override
    public void close() {
        subscription.close();
    }
}
