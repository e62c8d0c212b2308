package io.spillway.gcs.client;

import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.ComposeRequest.SourceObjects;
import com.google.api.services.storage.model.ComposeRequest.SourceObjects.ObjectPreconditions;
import com.google.api.services.storage.model.StorageObject;
import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Page;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.objects.UploadedPart;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Large objects out of parts that are objects themselves, hidden beside the one that they become
 * and gone with it: a composition deletes its sources. It takes {@value #MOST} of them; more are
 * composed into larger parts first.
 *
 * <p>Multipart uploads of the XML API leave nothing to see, but know no preconditions: a file that
 * must be new would be checked before it is written, and not as it is.
 */
final class GcsUploads implements UploadRequests {
    /** Of one composition. */
    static final int MOST = 32;

    private static final String DELETE_SOURCES = "deleteSourceObjects";

    private static final long WORTH_A_COPY = 5L * 1024 * 1024;

    /** Names end so, which lets a bucket's lifecycle rule find what was left behind. */
    private static final String SUFFIX = ".spillway-part";

    private final GcsRequests requests;
    private final GcsObjects objects;

    GcsUploads(GcsRequests requests, GcsObjects objects) {
        this.requests = requests;
        this.objects = objects;
    }

    /** Asks nothing: the id is the nonce. */
    @Override
    public String create(ObjectId object, boolean checksummed, String nonce) {
        return nonce;
    }

    private static ObjectId part(ObjectId object, String upload, String number) {
        return object.hiddenBeside(upload + "." + number + SUFFIX);
    }

    private static ObjectId part(ObjectId object, String upload, int number) {
        return part(object, upload, Integer.toString(number));
    }

    @Override
    public UploadedPart uploadPart(
            ObjectId object, String upload, boolean checksummed, int number, Content content)
            throws IOException {
        String generation =
                objects.put(
                        part(object, upload, number),
                        content,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new UploadedPart(number, generation, content.size(), Optional.empty());
    }

    /** Copies all of the source: the range is all that there is. */
    @Override
    public UploadedPart copyPart(
            ObjectId source,
            ByteRange range,
            Optional<String> version,
            ObjectId object,
            String upload,
            int number)
            throws IOException {
        StorageObject copied =
                objects.rewrite(
                        source,
                        version.isEmpty() ? null : GcsRequests.generation(version.get()),
                        part(object, upload, number));
        if (GcsObjects.size(copied) != range.length()) {
            throw new IOException(
                    "%s has %d bytes, and %d were to be copied"
                            .formatted(source, GcsObjects.size(copied), range.length()));
        }
        return new UploadedPart(
                number, copied.getGeneration().toString(), range.length(), Optional.empty());
    }

    @Override
    public String complete(
            ObjectId object,
            String upload,
            List<UploadedPart> parts,
            Optional<Precondition> precondition)
            throws IOException {
        List<SourceObjects> sources = new ArrayList<>();
        for (UploadedPart each : parts) {
            sources.add(
                    source(
                            part(object, upload, each.number()),
                            GcsRequests.generation(each.version())));
        }
        for (int level = 1; sources.size() > MOST; level++) {
            sources = composed(object, upload, level, sources);
        }
        if (sources.isEmpty()) {
            return objects.put(object, Content.of(new byte[0]), precondition, Optional.of(upload));
        }
        StorageObject target =
                new StorageObject()
                        .setContentType(GcsRequests.BYTES)
                        .setMetadata(GcsRequests.metadata(upload));
        return Long.toString(compose(object, target, sources, precondition));
    }

    /** Larger parts, of as many others as a composition takes. */
    private List<SourceObjects> composed(
            ObjectId object, String upload, int level, List<SourceObjects> parts)
            throws IOException {
        List<SourceObjects> larger = new ArrayList<>();
        for (int i = 0; i < parts.size(); i += MOST) {
            List<SourceObjects> some = parts.subList(i, Math.min(parts.size(), i + MOST));
            ObjectId part = part(object, upload, "%d-%d".formatted(level, i / MOST));
            larger.add(
                    source(
                            part,
                            compose(
                                    part,
                                    new StorageObject().setContentType(GcsRequests.BYTES),
                                    some,
                                    Optional.empty())));
        }
        return larger;
    }

    private static SourceObjects source(ObjectId part, long generation) {
        return new SourceObjects()
                .setName(part.key())
                .setObjectPreconditions(new ObjectPreconditions().setIfGenerationMatch(generation));
    }

    /**
     * Composes, and has the sources deleted. For that the API's description has a field of the
     * body, and Google's C++ client and testbench have a parameter of that name: both are sent.
     */
    private long compose(
            ObjectId object,
            StorageObject described,
            List<SourceObjects> sources,
            Optional<Precondition> precondition)
            throws IOException {
        Long generation = GcsRequests.generation(precondition);
        try {
            return GcsRequests.call(
                            Action.COMPOSE,
                            object,
                            () ->
                                    GcsRequests.execute(
                                            requests.client()
                                                    .objects()
                                                    .compose(
                                                            object.bucket(),
                                                            object.key(),
                                                            new ComposeRequest()
                                                                    .setDestination(described)
                                                                    .setSourceObjects(sources)
                                                                    .setDeleteSourceObjects(true))
                                                    .setIfGenerationMatch(generation)
                                                    .setFields("generation")
                                                    .set(DELETE_SOURCES, true),
                                            requests.slow()))
                    .getGeneration();
        } catch (FileNotFoundException e) {
            throw new NoSuchUploadException(
                    "%s, which has no such parts any more".formatted(e.getMessage()), e);
        }
    }

    @Override
    public void abort(ObjectId object, String upload) throws IOException {
        ObjectId parts = object.hiddenBeside(upload + ".");
        Optional<String> next = Optional.empty();
        do {
            Page page = objects.list(parts, false, GcsObjects.PAGE, next);
            List<String> keys = page.objects().stream().map(each -> each.id().key()).toList();
            if (!keys.isEmpty()) {
                objects.delete(object, keys);
            }
            next = page.next();
        } while (next.isPresent());
    }

    /** Any size would do. What is smaller is sooner sent again than copied. */
    @Override
    public long smallestPart() {
        return WORTH_A_COPY;
    }

    /** All of any object. */
    @Override
    public long largestPartCopy() {
        return Long.MAX_VALUE;
    }
}
