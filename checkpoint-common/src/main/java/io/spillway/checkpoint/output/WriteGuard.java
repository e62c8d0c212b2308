package io.spillway.checkpoint.output;

import io.spillway.checkpoint.objects.ObjectId;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * Lets nothing happen to a stream after it was closed, or after something failed: nothing of what
 * would be written then can be trusted to follow the rest. For one thread at a time, but for {@link
 * #isClosed}.
 */
public final class WriteGuard {
    private final ObjectId target;
    private boolean failed;
    private volatile boolean closed;

    /** What gives a result. */
    public interface Call<T> {
        T run() throws IOException;
    }

    /** What gives none. */
    public interface Step {
        void run() throws IOException;
    }

    /** For a stream that is open. */
    public WriteGuard(ObjectId target) {
        this.target = target;
    }

    /**
     * Does something that mustn't be done to a stream that is closed or has failed.
     *
     * @throws IOException what the step throws, after which nothing is done any more; {@link
     *     ClosedChannelException} after closing
     */
    public void run(Step step) throws IOException {
        call(
                () -> {
                    step.run();
                    return null;
                });
    }

    /** The same for what gives a result. */
    public <T> T call(Call<T> call) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (failed) {
            throw new IOException(target + ": an earlier write failed");
        }
        boolean done = false;
        try {
            T result = call.run();
            done = true;
            return result;
        } finally {
            failed = !done;
        }
    }

    /** Whether something went wrong. */
    public boolean hasFailed() {
        return failed;
    }

    /** Whether it was closed. Any thread may ask. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes it.
     *
     * @return whether it was open
     */
    public boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }
}
