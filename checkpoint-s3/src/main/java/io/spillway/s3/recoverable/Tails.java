package io.spillway.s3.recoverable;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.S3Objects;
import io.spillway.s3.content.Content;
import io.spillway.s3.recoverable.S3Recoverable.Tail;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Objects for bytes that are too few for a part, beside the file and hidden as Flink hides files.
 */
final class Tails {
    private final S3Objects objects;

    Tails(S3Objects objects) {
        this.objects = objects;
    }

    Tail put(ObjectId target, Content content) throws IOException {
        String nonce = UUID.randomUUID().toString();
        int name = target.key().lastIndexOf('/') + 1;
        ObjectId object =
                new ObjectId(
                        target.bucket(),
                        "%s.%s.%s.tail"
                                .formatted(
                                        target.key().substring(0, name),
                                        target.key().substring(name),
                                        nonce));
        objects.put(object, content, Optional.empty(), Optional.of(nonce));
        return new Tail(object, nonce, content.size());
    }
}
