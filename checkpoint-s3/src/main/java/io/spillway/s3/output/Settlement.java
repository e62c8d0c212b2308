package io.spillway.s3.output;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.ObjectInfo;
import io.spillway.s3.client.S3Objects;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds out what became of a write whose answer may have been lost: when the SDK sends a request
 * again that had been carried out, the second answer is a refusal.
 */
public final class Settlement {
    private Settlement() {}

    /**
     * The ETag of what is there, if it was written with that nonce.
     *
     * @param refusal gets what goes wrong with asking
     */
    public static Optional<String> etagIfOurs(
            S3Objects objects, ObjectId object, String nonce, IOException refusal) {
        try {
            ObjectInfo there = objects.head(object);
            return there.nonce().filter(nonce::equals).map(ours -> there.etag());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            refusal.addSuppressed(e);
            return Optional.empty();
        }
    }
}
