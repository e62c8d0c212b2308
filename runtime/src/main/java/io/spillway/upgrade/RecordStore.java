package io.spillway.upgrade;

import java.io.IOException;
import java.util.Optional;

/**
 * Where an upgrade's record is kept. It is changed only if it is still what was seen: no two
 * contents that were ever there are the same. Methods block.
 */
public interface RecordStore {

    /**
     * The record's bytes; empty when no upgrade is under way.
     *
     * @throws IOException when it can't be read
     */
    Optional<byte[]> read() throws IOException;

    /**
     * Writes it in the place of what is there, at once or not at all.
     *
     * @param expected what must be there; empty when nothing must be
     * @return whether that was there, and was replaced
     * @throws IOException when it can't be written, or nobody knows whether it was
     */
    boolean replace(Optional<byte[]> expected, byte[] content) throws IOException;

    /**
     * Deletes it.
     *
     * @param expected what must be there
     * @return whether that was there, and was deleted
     * @throws IOException when it can't be deleted, or nobody knows whether it was
     */
    boolean delete(byte[] expected) throws IOException;

    /** Where it is, for messages. */
    String location();
}
