package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

/** What became of {@link InstanceGroup#remove}. That it was refused is an exception. */
public sealed interface RemovalOutcome {

    /** The group has taken it on: each machine that it still had will go. */
    record Accepted() implements RemovalOutcome {}

    /**
     * Nobody knows: the reply was lost, or told of some machines only. All, some or none of them go
     * now or in a while; {@link InstanceGroup#describe} will tell.
     *
     * @param cause says in one line what came back, or that nothing did
     */
    record Unknown(Exception cause) implements RemovalOutcome {
        public Unknown {
            requireNonNull(cause);
        }
    }
}
