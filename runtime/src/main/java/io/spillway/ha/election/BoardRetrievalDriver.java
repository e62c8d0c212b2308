package io.spillway.ha.election;

import io.spillway.ha.lease.LeaderBoard;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalDriver;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalEventHandler;

/** Tells Flink who leads, as the board says. */
final class BoardRetrievalDriver implements LeaderRetrievalDriver {
    private final LeaderBoard.Subscription subscription;

    /**
     * @param nobody whether it is to be told that nobody leads, too
     */
    BoardRetrievalDriver(
            LeaderBoard board,
            String component,
            LeaderRetrievalEventHandler handler,
            BooleanSupplier nobody) {
        this.subscription =
                board.subscribe(component, text -> tell(text, handler, nobody.getAsBoolean()));
    }

    private static void tell(
            Optional<String> text, LeaderRetrievalEventHandler handler, boolean nobody) {
        if (text.isPresent() || nobody) {
            handler.notifyLeaderAddress(LeaderInformationText.parse(text));
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
