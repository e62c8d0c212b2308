package io.spillway.page;

import java.util.Locale;
import java.util.Optional;

/**
 * Something that a visitor of the page asks for.
 *
 * @param kind what
 * @param taskManager to which machine; null where it is about none
 * @param multiplier for {@link Kind#LOAD}: times the planned load, 0 or more; else null
 * @param rate for {@link Kind#LOAD}: records per second from now on, 0 or more; else null
 */
public record Action(Kind kind, String taskManager, Double multiplier, Double rate) {

    /** What can be asked for. */
    public enum Kind {
        /** Tell a machine that it will go, so that it drains. */
        NOTICE(true),
        /** Take a machine off the network. */
        FREEZE(true),
        /** Let a frozen machine go on. */
        THAW(true),
        /** Take a machine away without a word. */
        KILL(true),
        /** One machine more. */
        ADD(false),
        /** Another load: exactly one of multiplier and rate is given. */
        LOAD(false),
        /** No more load: what was sent is still waited for. */
        END(false);

        private final boolean onMachine;

        Kind(boolean onMachine) {
            this.onMachine = onMachine;
        }

        /** Whether it names a machine. */
        public boolean isOnMachine() {
            return onMachine;
        }

        /** Its name in a path. */
        String path() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> byPath(String path) {
            for (Kind kind : values()) {
                if (kind.path().equals(path)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }
}
