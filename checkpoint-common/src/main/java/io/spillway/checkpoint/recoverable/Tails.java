package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Tail;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Objects for bytes that are too few for a part, beside the file and hidden as Flink hides files.
 */
final class Tails {
    private final ObjectRequests objects;

    Tails(ObjectRequests objects) {
        this.objects = objects;
    }

    Tail put(ObjectId target, Content content) throws IOException {
        String nonce = UUID.randomUUID().toString();
        ObjectId object = target.hiddenBeside(nonce + ".tail");
        objects.put(object, content, Optional.empty(), Optional.of(nonce));
        return new Tail(object, nonce, content.size());
    }
}
