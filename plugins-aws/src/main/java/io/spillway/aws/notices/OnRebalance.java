package io.spillway.aws.notices;

import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.util.Locale;
import java.util.Optional;

/** What a rebalance recommendation does. */
public enum OnRebalance {
    /** It is shown, and drains nothing. */
    NEVER,
    /** The machine is drained once others have room for its work. */
    WHEN_REPLACED,
    /** The machine is drained. */
    AT_ONCE;

    /** As it is written in {@code config.yaml}. */
    public static OnRebalance of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    TerminationNotice notice() {
        return switch (this) {
            case NEVER -> TerminationNotice.advice(NoticeKind.REBALANCE);
            case WHEN_REPLACED -> TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE);
            case AT_ONCE -> new TerminationNotice(NoticeKind.REBALANCE, Optional.empty(), true);
        };
    }
}
