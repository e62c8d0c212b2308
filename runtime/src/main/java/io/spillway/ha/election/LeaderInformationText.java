package io.spillway.ha.election;

import java.util.Optional;
import java.util.UUID;
import org.apache.flink.runtime.leaderelection.LeaderInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink's leader information as the lease holds it: session id, comma, address. */
final class LeaderInformationText {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderInformationText.class);

    private LeaderInformationText() {}

    static String of(LeaderInformation information) {
        return information.getLeaderSessionID() + "," + information.getLeaderAddress();
    }

    /** What can't be read is no leader. */
    static LeaderInformation parse(Optional<String> text) {
        if (text.isEmpty()) {
            return LeaderInformation.empty();
        }
        int comma = text.get().indexOf(',');
        try {
            return LeaderInformation.known(
                    UUID.fromString(text.get().substring(0, Math.max(0, comma))),
                    text.get().substring(comma + 1));
        } catch (IllegalArgumentException e) {
            LOG.error("The lease tells a leader's address that can't be read: {}", text.get(), e);
            return LeaderInformation.empty();
        }
    }
}
