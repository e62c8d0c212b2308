package io.spillway.upgrade;

import java.io.IOException;
import java.util.Optional;

/**
 * The record of the upgrade that is under way: on this machine, and with high availability beside
 * the job for all JobManagers as well. Blocks; not thread-safe.
 */
public final class UpgradeJournal {
    private final RecordStore here;
    private final Optional<RecordStore> shared;

    /**
     * @param here on this machine
     * @param shared beside the job, where other machines' JobManagers look
     */
    public UpgradeJournal(RecordStore here, Optional<RecordStore> shared) {
        this.here = here;
        this.shared = shared;
    }

    /**
     * This machine's.
     *
     * @throws IOException when it can't be read
     */
    Optional<UpgradeRecord> read() throws IOException {
        return read(here);
    }

    /**
     * The one that a JobManager goes by.
     *
     * @throws IOException when it can't be read
     */
    public Optional<UpgradeRecord> readForJobManager() throws IOException {
        return read(shared.orElse(here));
    }

    private static Optional<UpgradeRecord> read(RecordStore store) throws IOException {
        Optional<byte[]> content = store.read();
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(UpgradeRecordCodec.decode(content.get(), store.location()));
    }

    /** This machine's first: it goes on when it is interrupted in between. */
    void write(UpgradeRecord record) throws IOException {
        byte[] content = UpgradeRecordCodec.encode(record);
        here.write(content);
        if (shared.isPresent()) {
            shared.get().write(content);
        }
    }

    void delete() throws IOException {
        if (shared.isPresent()) {
            shared.get().delete();
        }
        here.delete();
    }
}
