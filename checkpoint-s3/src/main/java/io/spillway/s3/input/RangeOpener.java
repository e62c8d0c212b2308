package io.spillway.s3.input;

import io.spillway.s3.client.ByteRange;
import io.spillway.s3.client.RangeStream;
import java.io.IOException;
import java.util.Optional;

/** Opens ranges of one object. Blocks until the first byte. */
@FunctionalInterface
public interface RangeOpener {

    /**
     * Opens a range.
     *
     * @param etag that the object has to have; empty for any
     * @throws io.spillway.s3.client.BeyondEndException when it ends before the range
     */
    RangeStream open(ByteRange range, Optional<String> etag) throws IOException;
}
