package io.spillway.checkpoint.output;

import io.spillway.checkpoint.content.SegmentBuffer;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import java.io.IOException;
import java.util.Optional;

/**
 * What a stream has written and nobody sees yet: parts that are on their way, and the rest that
 * follows them. A part is sent when there is a byte that doesn't fit into it any more, so that a
 * file of one part's size needs no parts. Not thread-safe.
 */
public final class Parts {
    private final Connection connection;
    private final ObjectId target;
    private Optional<MultipartUpload> upload;
    private SegmentBuffer rest;

    /**
     * Nothing written yet, or what was written before.
     *
     * @param upload that goes on; empty for none
     */
    public Parts(Connection connection, ObjectId target, Optional<MultipartUpload> upload) {
        this.connection = connection;
        this.target = target;
        this.upload = upload;
        this.rest = new SegmentBuffer(connection.memory());
    }

    /** Appends a byte; waits for memory. */
    public void write(byte value) throws IOException {
        makeRoom();
        rest.write(value);
    }

    /** Appends bytes; waits for memory. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            makeRoom();
            int some = (int) Math.min(left, partSize() - rest.size());
            rest.write(bytes, from, some);
            from += some;
            left -= some;
        }
    }

    /** The upload; empty while all that was written is in the rest. */
    public Optional<MultipartUpload> upload() {
        return upload;
    }

    /** The bytes that are in no part. */
    public SegmentBuffer rest() {
        return rest;
    }

    /** Begins an upload with what is visible of the target. There is none yet, and no rest. */
    void beginWith(long size, String version) throws IOException {
        upload =
                Optional.of(
                        MultipartUpload.beginWith(
                                connection, target, target, size, Optional.of(version)));
    }

    private MultipartUpload begin() {
        if (upload.isEmpty()) {
            upload = Optional.of(MultipartUpload.begin(connection, target));
        }
        return upload.get();
    }

    /** Makes a part of the rest, if there is any. */
    public MultipartUpload sendRest() throws IOException {
        MultipartUpload sent = begin();
        if (rest.size() > 0) {
            SegmentBuffer part = rest;
            rest = new SegmentBuffer(connection.memory());
            sent.add(part);
        }
        return sent;
    }

    /** After the upload was completed: what is written from now on belongs to another one. */
    void restart() {
        upload = Optional.empty();
    }

    private void makeRoom() throws IOException {
        if (rest.size() >= partSize()) {
            sendRest();
        }
    }

    private long partSize() {
        return PartSizes.of(
                upload.map(MultipartUpload::next).orElse(1), connection.files().partBytes());
    }
}
