package io.spillway.ha.lease;

import io.spillway.spi.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells of a store that can't be asked: when it begins, once a minute while it lasts, and when it
 * is over. Confined to one thread.
 */
final class Troubles {
    private static final long REPEAT = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final String what;
    private final LongSupplier nanoTime;
    private boolean present;
    private long toldAt;

    /**
     * @param what can't be reached, at the beginning of a sentence
     */
    Troubles(Logger log, String what, LongSupplier nanoTime) {
        this.log = log;
        this.what = what;
        this.nanoTime = nanoTime;
    }

    void met(StoreException trouble) {
        long now = nanoTime.getAsLong();
        if (!present || now - toldAt >= REPEAT) {
            present = true;
            toldAt = now;
            if (trouble.mayPass()) {
                log.warn("{}: {} It is tried again.", what, trouble.getMessage());
            } else {
                log.error(
                        "{}: {} It is tried again, but that won't help.",
                        what,
                        trouble.getMessage());
            }
        }
        log.debug("{}", what, trouble);
    }

    void over() {
        if (present) {
            present = false;
            log.info("{} can be used again.", what);
        }
    }
}
