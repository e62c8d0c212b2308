package io.spillway.upgrade;

import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The record of the upgrade that is under way: on this machine, and with high availability beside
 * the job for all JobManagers as well. The latter counts where there is one; the former tells that
 * it was begun here.
 *
 * <p>One journal is one command's. Each of its writes expects the one before, and differs from all
 * others: when another command has taken the upgrade over, or has ended it, whatever this one still
 * writes is refused, however long it has stood still meanwhile. Blocks; not thread-safe.
 */
public final class UpgradeJournal {
    private final RecordStore here;
    private final Optional<RecordStore> shared;

    /** What is there as far as this command knows. */
    private Optional<byte[]> knownHere = Optional.empty();

    private Optional<byte[]> knownShared = Optional.empty();

    /**
     * @param here on this machine
     * @param shared beside the job, where other machines' JobManagers look
     */
    public UpgradeJournal(RecordStore here, Optional<RecordStore> shared) {
        this.here = here;
        this.shared = shared;
    }

    /**
     * The one that was begun on this machine.
     *
     * @throws UpgradeException when another is under way instead
     * @throws IOException when it can't be read
     */
    Optional<UpgradeRecord> read() throws UpgradeException, IOException {
        knownHere = here.read();
        if (knownHere.isEmpty() || shared.isEmpty()) {
            return decoded(knownHere, here);
        }
        UpgradeRecord mine = decoded(knownHere, here).orElseThrow();
        knownShared = shared.get().read();
        Optional<UpgradeRecord> there = decoded(knownShared, shared.get());
        if (there.isEmpty() && mine.phase() == Phase.STARTING) {
            // It was interrupted when all was done.
            deleteHere(mine);
            return Optional.empty();
        }
        if (there.isPresent() && !there.get().id().equals(mine.id())) {
            throw elsewhere(there.get());
        }
        return there.or(() -> Optional.of(mine));
    }

    /**
     * The one that a JobManager goes by.
     *
     * @throws IOException when it can't be read
     */
    public Optional<UpgradeRecord> readForJobManager() throws IOException {
        RecordStore store = shared.orElse(here);
        return decoded(store.read(), store);
    }

    private static Optional<UpgradeRecord> decoded(Optional<byte[]> content, RecordStore store)
            throws IOException {
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(UpgradeRecordCodec.decode(content.get(), store.location()));
    }

    /**
     * Notes an upgrade that begins. This machine's first: if it is interrupted in between, it can
     * be gone on with.
     *
     * @throws UpgradeException when another is under way: nothing was changed
     */
    void begin(UpgradeRecord record) throws UpgradeException, IOException {
        byte[] content = encoded(record);
        if (!here.replace(Optional.empty(), content)) {
            throw lost(record);
        }
        knownHere = Optional.of(content);
        if (shared.isPresent() && !shared.get().replace(Optional.empty(), content)) {
            deleteHere(record);
            throw readForJobManager().map(UpgradeJournal::elsewhere).orElseGet(() -> lost(record));
        }
        knownShared = shared.map(any -> content);
    }

    /**
     * Notes how far it is, after {@link #read} or {@link #begin}; no other command can from now on.
     */
    void write(UpgradeRecord record) throws UpgradeException, IOException {
        byte[] content = encoded(record);
        if (shared.isPresent()) {
            if (!shared.get().replace(knownShared, content)) {
                throw lost(record);
            }
            knownShared = Optional.of(content);
        }
        if (!here.replace(knownHere, content)) {
            throw lost(record);
        }
        knownHere = Optional.of(content);
    }

    /**
     * Before something that can't be undone.
     *
     * @throws UpgradeException when another command has taken the upgrade over
     */
    void requireOwn(UpgradeRecord record) throws UpgradeException, IOException {
        if (!isKnown(here.read(), knownHere)
                || (shared.isPresent() && !isKnown(shared.get().read(), knownShared))) {
            throw lost(record);
        }
    }

    private static boolean isKnown(Optional<byte[]> there, Optional<byte[]> known) {
        return Arrays.equals(there.orElse(null), known.orElse(null));
    }

    /** It is over. */
    void delete(UpgradeRecord record) throws UpgradeException, IOException {
        if (shared.isPresent()
                && knownShared.isPresent()
                && !shared.get().delete(knownShared.get())) {
            throw lost(record);
        }
        knownShared = Optional.empty();
        deleteHere(record);
    }

    private void deleteHere(UpgradeRecord record) throws UpgradeException, IOException {
        if (!here.delete(knownHere.orElseThrow())) {
            throw lost(record);
        }
        knownHere = Optional.empty();
    }

    private static byte[] encoded(UpgradeRecord record) {
        return UpgradeRecordCodec.encode(record, UUID.randomUUID().toString());
    }

    private static UpgradeException lost(UpgradeRecord record) {
        return UpgradeException.failed(
                "another \"spillway upgrade\" has gone on with the %s meanwhile, or has ended it: this one changes nothing more; \"spillway fleet\" tells what runs"
                        .formatted(record));
    }

    private static UpgradeException elsewhere(UpgradeRecord record) {
        return UpgradeException.wrong(
                "the %s was begun on another machine: end it there first".formatted(record));
    }
}
