package io.spillway.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a job is started with, so that two starts can be told apart. Arguments may hold secrets:
 * only their hash is kept.
 *
 * @param jar the jar's file name, for messages: the same jar under another name is the same
 * @param jarSha256 of the jar's content, in lower-case hexadecimal, as the others
 * @param mainClass the class with the job's {@code main}
 * @param argumentsSha256 of the arguments for it
 */
public record JobFingerprint(
        String jar, String jarSha256, String mainClass, String argumentsSha256) {

    /** How much of a hash is told to people. */
    private static final int SHORT = 12;

    /**
     * Reads the jar: blocks on the disk.
     *
     * @throws IOException when it can't be read
     */
    public static JobFingerprint of(Path jar, String mainClass, List<String> arguments)
            throws IOException {
        MessageDigest ofArguments = sha256();
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            // With its length: ["a b"] isn't ["a", "b"].
            ofArguments.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            ofArguments.update(bytes);
        }
        return new JobFingerprint(
                jar.getFileName().toString(),
                sha256(jar),
                mainClass,
                HexFormat.of().formatHex(ofArguments.digest()));
    }

    /**
     * The hash of a file's content, in lower-case hexadecimal. Blocks on the disk.
     *
     * @throws IOException when it can't be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether both start the same job. */
    public boolean startsTheSameAs(JobFingerprint other) {
        return jarSha256.equals(other.jarSha256)
                && mainClass.equals(other.mainClass)
                && argumentsSha256.equals(other.argumentsSha256);
    }

    /** For people: in what this one is another than what was stored. */
    public String differenceTo(JobFingerprint stored) {
        if (!jarSha256.equals(stored.jarSha256)) {
            return "from %s, and here is %s"
                    .formatted(named(stored.jar, stored.jarSha256), named(jar, jarSha256));
        }
        return mainClass.equals(stored.mainClass)
                ? "from the same jar %s with other arguments".formatted(jar)
                : "from the same jar %s with main class %s, and here it is %s"
                        .formatted(jar, stored.mainClass, mainClass);
    }

    /** For people: a jar by its name and the beginning of its hash. */
    public static String named(String jar, String sha256) {
        return "%s (SHA-256 %s)"
                .formatted(jar, sha256.substring(0, Math.min(SHORT, sha256.length())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
