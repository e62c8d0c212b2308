package io.spillway.localcloud.lifetime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be taken down, in whatever way a run ends: the last thing added first. Thread-safe;
 * closing a second time does nothing, and what is added after that is taken down on the spot.
 */
public final class Cleanup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean closed;

    /**
     * Adds something and returns it.
     *
     * @throws IllegalStateException when everything has been taken down already; the resource is
     *     closed then, too
     */
    public synchronized <T extends AutoCloseable> T add(T resource) {
        if (closed) {
            close(resource);
            throw new IllegalStateException("the run is being taken down");
        }
        resources.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!resources.isEmpty()) {
            close(resources.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // The rest must go all the same.
            LOG.warn("{} can't be closed", resource, e);
        }
    }
}
