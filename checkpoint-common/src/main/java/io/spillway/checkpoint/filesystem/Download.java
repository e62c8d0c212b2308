package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.RangeStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that comes from a bucket. It is open only while bytes of it are to come. Small ones are
 * asked for whole; large ones in {@link Pieces}, by as many connections as it takes for some
 * {@value #ENOUGH} bytes a second, unless the machine is busy. All are of one content of the
 * object. A connection that breaks is replaced where it broke.
 */
final class Download implements Closeable {
    /** Up to this size, 16 MiB, a file is asked for by one request. */
    private static final long SMALL = 16L * 1024 * 1024;

    /** In how many pieces a file is begun with that is the only one. */
    private static final int FIRST_PIECES = 2;

    /** More than a network of 10 Gbit/s; 16 connections of 100 MB/s, as object stores give them. */
    private static final long ENOUGH = 1_600_000_000;

    /** Above this load a processor that more connections need is taken from others. */
    private static final double BUSY = 0.75;

    private static final int CHUNK = 256 * 1024;

    /** How often a connection may break without a byte between. */
    private static final int BREAKS = 4;

    /** Asks for the object, or a range of it, of a version if there is one. */
    @FunctionalInterface
    interface Source {
        RangeStream open(Optional<ByteRange> range, Optional<String> version) throws IOException;
    }

    private final String name;
    private final Source source;
    private final CopySteps steps;
    private final Machine machine;
    private final Path target;
    private FileChannel channel;
    private Pieces pieces;

    /** Of the first answer; all others have to be of the same. */
    private Optional<String> version = Optional.empty();

    /**
     * Not begun yet.
     *
     * @param name of the object, for messages
     */
    Download(String name, Source source, CopySteps steps, Machine machine, Path target) {
        this.name = name;
        this.source = source;
        this.steps = steps;
        this.machine = machine;
        this.target = target;
    }

    /**
     * Begins it; waits for turns.
     *
     * @param size of the object, in bytes, as the caller believes
     * @param alone whether it is the only file
     */
    void begin(long size, boolean alone) throws IOException {
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        channel =
                FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        if (size <= SMALL) {
            steps.run(this::fetchWhole);
            return;
        }
        int first = alone ? FIRST_PIECES : 1;
        pieces = new Pieces(size, first, machine::nanos);
        for (int i = 0; i < first; i++) {
            steps.run(this::fetchPieces);
        }
    }

    /** Once no thread writes into it any more. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** However long it is. */
    private void fetchWhole() throws IOException {
        RangeStream first = ask(Optional.empty());
        fetch(new Piece(0, first.length()), first, new byte[CHUNK]);
        channel.close();
    }

    private void fetchPieces() throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (Optional<Piece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
            Piece piece = next.get();
            fetch(piece, ask(rest(piece)), chunk);
            if (pieces.finish(piece)) {
                channel.close();
            }
        }
    }

    private static Optional<ByteRange> rest(Piece piece) {
        return Optional.of(new ByteRange(piece.at(), piece.end()));
    }

    private void fetch(Piece piece, RangeStream first, byte[] chunk) throws IOException {
        RangeStream in = first;
        for (int breaks = 0; ; in = ask(rest(piece))) {
            long before = piece.at();
            try (RangeStream arriving = in) {
                try {
                    receive(arriving, piece, chunk);
                    return;
                } catch (IOException e) {
                    arriving.abort();
                    breaks = piece.at() > before ? 1 : breaks + 1;
                    // Requests were tried again before; this is for connections that break.
                    if (breaks > BREAKS || steps.ended() || ofDisk(e)) {
                        throw e;
                    }
                } finally {
                    steps.forget(arriving);
                }
            }
        }
    }

    /** Of bytes that count as arrived and aren't there. */
    private static boolean ofDisk(IOException e) {
        return e instanceof LocalDiskException || e instanceof ClosedByInterruptException;
    }

    private void receive(RangeStream in, Piece piece, byte[] chunk) throws IOException {
        piece.answered(machine.nanos());
        long end = piece.at() + in.length();
        while (piece.rest() > 0) {
            int some = in.read(chunk, 0, (int) Math.min(CHUNK, piece.rest()));
            if (some < 0) {
                throw new EOFException(
                        "%s: the connection ended %d bytes early".formatted(name, piece.rest()));
            }
            long at = piece.at();
            write(ByteBuffer.wrap(chunk, 0, piece.arrived(some)), at);
            piece.speed(machine.nanos()).ifPresent(this::widen);
        }
        if (piece.at() < end) {
            // Others have the rest.
            in.abort();
        }
    }

    private void write(ByteBuffer bytes, long from) throws IOException {
        try {
            for (long at = from; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new LocalDiskException(
                    "%s can't be written, while %s was copied to it: %s"
                            .formatted(target, name, e.getMessage()),
                    e);
        }
    }

    /**
     * Has more threads fetch it, if what there are isn't enough at that speed of each, and it isn't
     * the processors that they wait for.
     */
    private void widen(long bytesPerSecond) {
        if (pieces == null || machine.load() > BUSY) {
            return;
        }
        long wanted = Math.min(CopySteps.PARALLEL, ENOUGH / Math.max(1, bytesPerSecond));
        int waiting = pieces.spread((int) wanted - steps.taken());
        for (int i = 0; i < waiting && steps.taken() < wanted; i++) {
            if (!steps.runIfFree(this::fetchPieces)) {
                return;
            }
        }
    }

    private RangeStream ask(Optional<ByteRange> range) throws IOException {
        Optional<String> known = known();
        return steps.ask(() -> send(range, known));
    }

    private RangeStream send(Optional<ByteRange> range, Optional<String> known) throws IOException {
        RangeStream in;
        try {
            in = source.open(range, known);
        } catch (PreconditionFailedException e) {
            throw changed(e);
        }
        boolean asWanted = false;
        try {
            long wanted = range.map(ByteRange::length).orElse(in.length());
            if (in.length() != wanted) {
                throw new EOFException(
                        "%s: %d bytes from %d on, and %d were expected"
                                .formatted(
                                        name,
                                        in.length(),
                                        range.map(ByteRange::from).orElse(0L),
                                        wanted));
            }
            know(in.version());
            asWanted = true;
            return in;
        } finally {
            if (!asWanted) {
                in.abort();
                in.close();
            }
        }
    }

    private synchronized Optional<String> known() {
        return version;
    }

    private synchronized void know(String answered) throws FileNotFoundException {
        if (version.isEmpty()) {
            version = Optional.ofNullable(answered);
        } else if (!version.get().equals(answered)) {
            throw changed(null);
        }
    }

    private FileNotFoundException changed(PreconditionFailedException cause) {
        FileNotFoundException gone =
                new FileNotFoundException(
                        name + ": another file was put in its place while it was copied");
        gone.initCause(cause);
        return gone;
    }

    /** Trouble that another try won't end. */
    private static final class LocalDiskException extends IOException {
        private static final long serialVersionUID = 1L;

        LocalDiskException(String message, IOException cause) {
            super(message, cause);
        }
    }
}
