package io.spillway.s3.settings;

import java.util.Optional;

/**
 * What the server encrypts objects with.
 *
 * @param kmsKey only of {@link Kind#KMS}; empty for the account's own key
 */
public record Encryption(Kind kind, Optional<String> kmsKey) {

    /** Whose key it is. */
    public enum Kind {
        /** Whatever the bucket has as its default. */
        BUCKET_DEFAULT("none"),
        S3("sse-s3"),
        KMS("sse-kms");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it stands in a configuration. */
        public String word() {
            return word;
        }
    }
}
