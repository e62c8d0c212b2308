package io.spillway.s3.client;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.Path;

/**
 * Where an object is, or a prefix of objects.
 *
 * @param key without a slash in front; empty for the bucket itself
 */
public record ObjectId(String bucket, String key) {

    /**
     * The object that a path names.
     *
     * @throws IOException when it names no bucket
     */
    public static ObjectId of(Path path) throws IOException {
        URI uri = path.toUri();
        String bucket = uri.getAuthority();
        if (bucket == null || bucket.isEmpty()) {
            throw new IOException(
                    "'%s' names no bucket: s3://bucket/path is allowed".formatted(path));
        }
        String key = uri.getPath();
        return new ObjectId(bucket, key.startsWith("/") ? key.substring(1) : key);
    }

    /** The prefix of all objects in the directory that this key would name. */
    public ObjectId directory() {
        return key.isEmpty() || key.endsWith("/") ? this : child("/");
    }

    /** The object under this prefix. */
    public ObjectId child(String name) {
        return new ObjectId(bucket, key + name);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
