package io.spillway.s3.recoverable;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.UploadedPart;
import io.spillway.s3.recoverable.S3Recoverable.Tail;
import io.spillway.s3.recoverable.S3Recoverable.Upload;
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
final class S3RecoverableSerializer<T extends CommitRecoverable>
        implements SimpleVersionedSerializer<T> {
    private static final int VERSION = 1;

    private final Function<S3Recoverable, T> type;

    /** Which of its interfaces a recoverable is told as. */
    S3RecoverableSerializer(Function<S3Recoverable, T> type) {
        this.type = type;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(T recoverable) throws IOException {
        S3Recoverable ours = S3RecoverableWriter.ours(recoverable);
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
            out.writeUTF(part.etag());
            out.writeLong(part.size());
            out.writeUTF(part.checksum().orElse(""));
        }
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "a file on S3 was stored by a newer version of this plugin: format %d, and %d is known"
                            .formatted(version, VERSION));
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        ObjectId target = object(in);
        Optional<Upload> upload = in.readBoolean() ? Optional.of(upload(in)) : Optional.empty();
        Optional<Tail> tail =
                in.readBoolean()
                        ? Optional.of(new Tail(object(in), in.readUTF(), in.readLong()))
                        : Optional.empty();
        return type.apply(new S3Recoverable(target, upload, tail));
    }

    private static ObjectId object(DataInputStream in) throws IOException {
        return new ObjectId(in.readUTF(), in.readUTF());
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
