package io.spillway.ha.pointers;

import io.spillway.scalein.JournalException;
import io.spillway.scalein.RemovalJournal;
import io.spillway.spi.store.StoreException;
import java.util.Set;
import org.apache.flink.util.FlinkException;

/** A manifest whose entries are machines: only the leader can write it. */
public final class ManifestRemovalJournal implements RemovalJournal {
    /** Entries point to something; these have nothing to point to. */
    private static final String NO_HANDLE = "-";

    private final Manifest manifest;

    public ManifestRemovalJournal(Manifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public Set<String> takeOver() throws JournalException {
        return ask(manifest::read).entries().keySet();
    }

    @Override
    public void write(Set<String> machines) throws JournalException {
        ask(() -> manifest.update(new Change.Only(Set.copyOf(machines), NO_HANDLE)));
    }

    private interface Request {
        ManifestContent make() throws FencedException, StoreException, FlinkException;
    }

    private ManifestContent ask(Request request) throws JournalException {
        try {
            return request.make();
        } catch (FencedException e) {
            throw new JournalException(e.getMessage(), true, e);
        } catch (StoreException e) {
            throw new JournalException(e.getMessage(), false, e);
        } catch (FlinkException e) {
            throw new JournalException(
                    "%s: nobody knows whether it was written: %s"
                            .formatted(manifest.location(), e.getMessage()),
                    false,
                    e);
        }
    }
}
