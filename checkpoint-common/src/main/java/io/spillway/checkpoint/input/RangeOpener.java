package io.spillway.checkpoint.input;

import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.RangeStream;
import java.io.IOException;
import java.util.Optional;

/** Opens ranges of one object. Blocks until the first byte. */
@FunctionalInterface
public interface RangeOpener {

    /**
     * Opens a range.
     *
     * @param version that the object has to have; empty for any
     * @throws io.spillway.checkpoint.objects.BeyondEndException when it ends before the range
     */
    RangeStream open(ByteRange range, Optional<String> version) throws IOException;
}
