package io.spillway.testing.simulation;

import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * One object of a conditional store. The same content has the same version, as with ETags.
 *
 * @param <D> its content; its text says all of it
 */
public final class SimulatedObject<D> {
    private final BiConsumer<Optional<D>, D> written;
    private Optional<D> content = Optional.empty();

    /**
     * @param written told of each write that was done: what was there before, and what is now
     */
    public SimulatedObject(BiConsumer<Optional<D>, D> written) {
        this.written = written;
    }

    /** What is there now. */
    public Optional<D> content() {
        return content;
    }

    /** What is there now, as somebody sees it who reads it. */
    public <T> Optional<T> read(BiFunction<Version, D, T> as) {
        return content.map(document -> as.apply(version(document), document));
    }

    /**
     * Writes it as a conditional store does.
     *
     * @param expected of what is there; empty if nothing should be
     */
    public WriteOutcome write(Optional<Version> expected, D document) {
        if (!content.map(SimulatedObject::version).equals(expected)) {
            return new WriteOutcome.Conflict();
        }
        Optional<D> before = content;
        content = Optional.of(document);
        written.accept(before, document);
        return new WriteOutcome.Committed(version(document));
    }

    private static Version version(Object document) {
        return new Version(document.toString());
    }
}
