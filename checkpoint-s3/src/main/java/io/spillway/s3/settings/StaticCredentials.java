package io.spillway.s3.settings;

import java.util.Objects;

/** Credentials that stand in the configuration. Never shows the secret one. */
public final class StaticCredentials {
    private final String accessKey;
    private final String secretKey;

    public StaticCredentials(String accessKey, String secretKey) {
        this.accessKey = Objects.requireNonNull(accessKey);
        this.secretKey = Objects.requireNonNull(secretKey);
    }

    /** The public half. */
    public String accessKey() {
        return accessKey;
    }

    /** The secret half. */
    public String secretKey() {
        return secretKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StaticCredentials that
                && accessKey.equals(that.accessKey)
                && secretKey.equals(that.secretKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(accessKey, secretKey);
    }

    @Override
    public String toString() {
        return "access key and secret of the configuration";
    }
}
