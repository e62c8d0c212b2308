package io.spillway.checkpoint.output;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
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
     * The version of what is there, if it was written with that nonce.
     *
     * @param refusal gets what goes wrong with asking
     */
    public static Optional<String> versionIfOurs(
            ObjectRequests objects, ObjectId object, String nonce, IOException refusal) {
        try {
            ObjectInfo there = objects.head(object);
            return there.nonce().filter(nonce::equals).map(ours -> there.version());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            refusal.addSuppressed(e);
            return Optional.empty();
        }
    }
}
