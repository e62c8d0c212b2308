package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes that a relay sends from a file. The server answers for the object all the same, under the
 * request's conditions: it is asked for the first one of these bytes.
 *
 * @param whole whether all of the object was asked for, without a range
 */
record KeptRange(FileChannel file, long from, long to, boolean whole) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final String PARTIAL = "206";
    private static final long CHUNK = 256 * 1024;

    /** Empty for a range that isn't in the file, or of another form. */
    static Optional<KeptRange> of(FileChannel file, Optional<String> range) throws IOException {
        long size = file.size();
        if (range.isEmpty()) {
            return size == 0 ? Optional.empty() : Optional.of(new KeptRange(file, 0, size, true));
        }
        Matcher asked = RANGE.matcher(range.get());
        if (!asked.matches() || Long.parseLong(asked.group(1)) >= size) {
            return Optional.empty();
        }
        long to = asked.group(2).isEmpty() ? size : Long.parseLong(asked.group(2)) + 1;
        return Optional.of(
                new KeptRange(file, Long.parseLong(asked.group(1)), Math.min(size, to), false));
    }

    /** What the server is asked. */
    HttpHead request(HttpHead request) {
        return request.without(Set.of("range")).with("Range: bytes=%d-%d".formatted(from, from));
    }

    /** Whether the server has answered that, and nothing else. */
    static boolean answers(HttpHead answer) {
        return answer.first().split(" ", 3)[1].equals(PARTIAL);
    }

    /** What the client is answered. */
    HttpHead answer(HttpHead answer) throws IOException {
        HttpHead of =
                answer.without(Set.of("content-length", "content-range", "transfer-encoding"))
                        .with("Content-Length: " + (to - from));
        return whole
                ? of.withFirst("HTTP/1.1 200 OK")
                : of.with("Content-Range: bytes %d-%d/%d".formatted(from, to - 1, file.size()));
    }

    /** Sends the bytes, from the system's memory, without this process copying them. */
    void send(WritableByteChannel to, LongConsumer sent) throws IOException {
        for (long at = from; at < this.to; ) {
            long some = file.transferTo(at, Math.min(CHUNK, this.to - at), to);
            sent.accept(some);
            at += some;
        }
    }
}
