package io.spillway.ha.lease;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the lease object says.
 *
 * @param holder who wrote it: different for each process, and for each start of one
 * @param epoch of the holder's leadership, from 1; grows with each new leadership
 * @param nonce different in each write: by it a writer knows its own
 * @param leaseMs for how long the holder leads after a write, in milliseconds
 * @param released whether the holder has gone willingly: anybody may take it at once
 * @param ended whether it went because there is nothing left to do: who has waited for it ends too
 * @param leaderInformation what the leader tells others, by component
 */
record LeaseDocument(
        String holder,
        long epoch,
        String nonce,
        long leaseMs,
        boolean released,
        boolean ended,
        Map<String, String> leaderInformation) {
    LeaseDocument {
        leaderInformation = Map.copyOf(new TreeMap<>(leaderInformation));
    }
}
