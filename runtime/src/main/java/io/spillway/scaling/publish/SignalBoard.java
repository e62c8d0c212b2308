package io.spillway.scaling.publish;

import java.util.Optional;

/** Where the last signal hangs, for whoever shows it. Safe for use by several threads. */
public final class SignalBoard {
    private volatile Signal signal;

    /** The last signal; empty before the first one. */
    public Optional<Signal> signal() {
        return Optional.ofNullable(signal);
    }

    void hang(Signal latest) {
        signal = latest;
    }
}
