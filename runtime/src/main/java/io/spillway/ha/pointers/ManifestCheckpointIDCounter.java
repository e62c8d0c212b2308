package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.RemoveCounter;
import io.spillway.ha.pointers.Change.Reserve;
import io.spillway.spi.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's checkpoint ids, counted in its manifest. No id is given twice, in whichever process: they
 * are taken from the manifest a block at a time, so that most of them need no write. What is left
 * of a leader's block when it goes is skipped.
 *
 * <p>Unlike Flink's others it can't be set back, as ids that were given would be given again.
 */
public final class ManifestCheckpointIDCounter implements CheckpointIDCounter {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestCheckpointIDCounter.class);
    private static final int BLOCK = 16;

    private final Manifest manifest;
    private final Executor ioExecutor;

    private final AtomicBoolean running = new AtomicBoolean();

    /** The ids that are taken and not given yet: from here to below {@link #end}. */
    private long next;

    private long end;

    /**
     * @param ioExecutor where the counter is removed in the end
     */
    public ManifestCheckpointIDCounter(Manifest manifest, Executor ioExecutor) {
        this.manifest = manifest;
        this.ioExecutor = ioExecutor;
    }

    @Override
    public void start() {
        running.set(true);
    }

    /** Doesn't wait for an id that is being given. */
    @Override
    public CompletableFuture<Void> shutdown(JobStatus jobStatus) {
        return running.getAndSet(false) && jobStatus.isGloballyTerminalState()
                ? CompletableFuture.runAsync(this::remove, ioExecutor)
                : CompletableFuture.completedFuture(null);
    }

    private void remove() {
        try {
            manifest.update(new RemoveCounter());
        } catch (FencedException | StoreException | FlinkException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public synchronized long getAndIncrement() throws Exception {
        manifest.epoch();
        if (next == end) {
            reserve(INITIAL_CHECKPOINT_ID);
        }
        return next++;
    }

    private void reserve(long from) throws FencedException, StoreException, FlinkException {
        Reserve block = new Reserve(from, BLOCK);
        long first = block.first(manifest.update(block));
        next = first;
        end = first + BLOCK;
    }

    @Override
    public synchronized long get() {
        if (next != end) {
            return next;
        }
        try {
            return manifest.read().counter().orElse(INITIAL_CHECKPOINT_ID);
        } catch (FencedException | StoreException | FlinkException e) {
            throw new FlinkRuntimeException(e);
        }
    }

    @Override
    public synchronized void setCount(long newId) throws Exception {
        long now = get();
        if (newId > now && newId < end) {
            next = newId;
        } else if (newId > now) {
            reserve(newId);
        } else if (newId < now) {
            LOG.info(
                    "The next checkpoint of {} is {}, not {}: ids aren't given again",
                    manifest.location(),
                    now,
                    newId);
        }
    }
}
