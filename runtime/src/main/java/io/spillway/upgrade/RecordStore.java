package io.spillway.upgrade;

import java.io.IOException;
import java.util.Optional;

/** Where an upgrade's record is kept. Methods block. */
public interface RecordStore {

    /**
     * The record's bytes; empty when no upgrade is under way.
     *
     * @throws IOException when it can't be read
     */
    Optional<byte[]> read() throws IOException;

    /**
     * Writes it, or puts it in the place of what is there, at once or not at all.
     *
     * @throws IOException when it can't be written
     */
    void write(byte[] content) throws IOException;

    /**
     * Deletes it, if it is there.
     *
     * @throws IOException when it can't be deleted
     */
    void delete() throws IOException;

    /** Where it is, for messages. */
    String location();
}
