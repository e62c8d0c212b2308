package io.spillway.spi.store;

import java.util.Arrays;
import java.util.Objects;

/** An object's content as it was read, and which version of it that is. Immutable. */
public final class StoredObject {
    private final Version version;
    private final byte[] content;

    public StoredObject(Version version, byte[] content) {
        this.version = Objects.requireNonNull(version);
        this.content = content.clone();
    }

    /** Which version it is. */
    public Version version() {
        return version;
    }

    /** The content, as the caller's own copy. */
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredObject that
                && version.equals(that.version)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    /** Without the content, which may be long. */
    @Override
    public String toString() {
        return "%d bytes, version %s".formatted(content.length, version.token());
    }
}
