package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Tail;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Upload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes recoverables into checkpoints and reads them. */
final class BucketRecoverableSerializer<T extends CommitRecoverable>
        implements SimpleVersionedSerializer<T> {
    private static final int VERSION = 1;

    private final String scheme;
    private final Function<BucketRecoverable, T> type;

    /**
     * A serializer.
     *
     * @param scheme of the files' addresses
     * @param type which of its interfaces a recoverable is told as
     */
    BucketRecoverableSerializer(String scheme, Function<BucketRecoverable, T> type) {
        this.scheme = scheme;
        this.type = type;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(T recoverable) throws IOException {
        BucketRecoverable ours = BucketRecoverableWriter.ours(recoverable);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        write(out, ours.target());
        out.writeBoolean(ours.upload().isPresent());
        if (ours.upload().isPresent()) {
            write(out, ours.upload().get());
        }
        out.writeBoolean(ours.tail().isPresent());
        if (ours.tail().isPresent()) {
            Tail tail = ours.tail().get();
            write(out, tail.object());
            out.writeUTF(tail.nonce());
            out.writeLong(tail.size());
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, ObjectId object) throws IOException {
        out.writeUTF(object.bucket());
        out.writeUTF(object.key());
    }

    private static void write(DataOutputStream out, Upload upload) throws IOException {
        out.writeUTF(upload.id());
        out.writeUTF(upload.nonce());
        out.writeInt(upload.parts().size());
        for (UploadedPart part : upload.parts()) {
            out.writeInt(part.number());
            out.writeUTF(part.version());
            out.writeLong(part.size());
            out.writeUTF(part.checksum().orElse(""));
        }
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "a file was stored by a newer version of this plugin: format %d, and %d is known"
                            .formatted(version, VERSION));
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        ObjectId target = object(in);
        Optional<Upload> upload = in.readBoolean() ? Optional.of(upload(in)) : Optional.empty();
        Optional<Tail> tail =
                in.readBoolean()
                        ? Optional.of(new Tail(object(in), in.readUTF(), in.readLong()))
                        : Optional.empty();
        return type.apply(new BucketRecoverable(target, upload, tail));
    }

    private ObjectId object(DataInputStream in) throws IOException {
        return new ObjectId(scheme, in.readUTF(), in.readUTF());
    }

    private static Upload upload(DataInputStream in) throws IOException {
        String id = in.readUTF();
        String nonce = in.readUTF();
        int count = in.readInt();
        List<UploadedPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(
                    new UploadedPart(
                            in.readInt(),
                            in.readUTF(),
                            in.readLong(),
                            Optional.of(in.readUTF()).filter(each -> !each.isEmpty())));
        }
        return new Upload(id, nonce, List.copyOf(parts));
    }
}
