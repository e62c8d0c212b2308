package io.spillway.checkpoint.objects;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.Path;

/**
 * Where an object is, or a prefix of objects.
 *
 * @param scheme of its address: {@code s3}, {@code gs}
 * @param key without a slash in front; empty for the bucket itself
 */
public record ObjectId(String scheme, String bucket, String key) {

    /**
     * The object that a path names.
     *
     * @throws IOException when it names no bucket
     */
    public static ObjectId of(Path path) throws IOException {
        URI uri = path.toUri();
        String bucket = uri.getAuthority();
        if (uri.getScheme() == null || bucket == null || bucket.isEmpty()) {
            throw new IOException(
                    "'%s' names no bucket: %s is allowed"
                            .formatted(
                                    path,
                                    uri.getScheme() == null
                                            ? "s3://bucket/path or gs://bucket/path"
                                            : uri.getScheme() + "://bucket/path"));
        }
        String key = uri.getPath();
        return new ObjectId(uri.getScheme(), bucket, key.startsWith("/") ? key.substring(1) : key);
    }

    /** The prefix of all objects in the directory that this key would name. */
    public ObjectId directory() {
        return key.isEmpty() || key.endsWith("/") ? this : child("/");
    }

    /** The object under this prefix. */
    public ObjectId child(String name) {
        return withKey(key + name);
    }

    /** Another object of the same bucket. */
    public ObjectId withKey(String other) {
        return new ObjectId(scheme, bucket, other);
    }

    /**
     * An object beside this one, hidden as Flink hides files.
     *
     * @param suffix what its name has more
     */
    public ObjectId hiddenBeside(String suffix) {
        int name = key.lastIndexOf('/') + 1;
        return withKey("%s.%s.%s".formatted(key.substring(0, name), key.substring(name), suffix));
    }

    @Override
    public String toString() {
        return scheme + "://" + bucket + "/" + key;
    }
}
