package io.spillway.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Values that a module refuses: test files of Terraform's, with the words that they want. */
public final class Refusals {
    private static final Pattern SAYS = Pattern.compile("# says: (.*)");
    private static final Pattern VALIDATION = Pattern.compile("(?m)^  validation \\{");

    private Refusals() {}

    /**
     * Runs all of a module's. A validation that doesn't fire, or that no file has a word of, fails.
     *
     * @param terraform in the module's folder, initialised
     * @param module the folder's name
     */
    public static void assertSaid(Terraform terraform, String module) throws IOException {
        List<String> arguments = new ArrayList<>();
        List<String> words = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/terraform/refusals", module))) {
            for (Path file : files.toList()) {
                Path copy = terraform.directory().resolve("tests").resolve(file.getFileName());
                Files.copy(file, copy);
                arguments.add("-filter=tests/" + file.getFileName());
                words.addAll(matches(SAYS, file));
            }
        }

        Ran refused = terraform.run("test", arguments.toArray(String[]::new));

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.output().replaceAll("\\s+", " ")).contains(words);
        // One message a validation and one for the length: the files leave none out.
        assertThat(words)
                .hasSizeGreaterThan(matches(VALIDATION, Path.of(module, "variables.tf")).size());
    }

    private static List<String> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
                .toList();
    }
}
