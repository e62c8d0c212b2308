package io.spillway.terraform.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.terraform.Ran;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** User data as a VM reads them: the lines before the script set variables. */
final class UserData {
    private static final String SCRIPT_BEGINS = "\n#\n# Licensed under the Apache License";

    private final Path file;

    private UserData(Path file) {
        this.file = file;
    }

    static byte[] compressed(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    static String text(String base64) throws IOException {
        try (GZIPInputStream stream =
                new GZIPInputStream(new ByteArrayInputStream(compressed(base64)))) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    /** The script of the repository, without its first line. */
    static String script() throws IOException {
        return Files.readString(Path.of("boot/spillway-boot.sh"))
                .substring("#!/usr/bin/env bash\n".length());
    }

    /** With what stands before the script; bash itself says what a variable is. */
    static UserData evaluate(Path directory, String text) throws IOException {
        Path file = Files.createTempFile(directory, "header", ".sh");
        Files.writeString(file, text.substring(0, text.indexOf(SCRIPT_BEGINS)));
        return new UserData(file);
    }

    String variable(String name) throws IOException {
        return Ran.command(
                        file.getParent(),
                        Map.of(),
                        "bash",
                        "-euc",
                        "source \"$1\"; printf '%s' \"${!2:-}\"",
                        "bash",
                        file.toString(),
                        name)
                .succeeded()
                .output();
    }
}
