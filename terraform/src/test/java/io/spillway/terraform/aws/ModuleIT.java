package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.Ran;
import io.spillway.terraform.Terraform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module as Terraform sees it without AWS. */
class ModuleIT {
    private static final Path REFUSALS = Path.of("src/test/terraform/refusals");
    private static final Pattern SAYS = Pattern.compile("# says: (.*)");

    @TempDir private Path directory;

    @Test
    void filesAreFormatted() throws Exception {
        Ran checked = Terraform.in(directory, ".").run("fmt", "-check", "-recursive", "-diff");
        assertThat(checked.exitCode()).as("terraform fmt -recursive\n" + checked.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-minimal", "aws-production"})
    void examplesAreValid(String example) throws Exception {
        Terraform.in(directory, "examples/" + example).init().run("validate").succeeded();
    }

    @Test
    void itMakesWhatItsTestsSay() throws Exception {
        Terraform terraform = Terraform.in(directory, "aws").init();
        assertThat(terraform.run("test").succeeded().output()).contains(" passed, 0 failed");
    }

    /** Each with the words that its file wants: a validation that doesn't fire has none. */
    @Test
    void whatItRefusesIsSaid() throws Exception {
        Terraform terraform = Terraform.in(directory, "aws").init();
        List<String> arguments = new ArrayList<>();
        List<String> words = new ArrayList<>();
        try (Stream<Path> files = Files.list(REFUSALS)) {
            for (Path file : files.toList()) {
                Path copy = terraform.directory().resolve("tests").resolve(file.getFileName());
                Files.copy(file, copy);
                arguments.add("-filter=tests/" + file.getFileName());
                words.addAll(says(file));
            }
        }

        Ran refused = terraform.run("test", arguments.toArray(String[]::new));

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.output().replaceAll("\\s+", " ")).contains(words);
        // One message a validation and one for the length: the files leave none out.
        assertThat(words).hasSizeGreaterThan(validations());
    }

    private static List<String> says(Path file) throws IOException {
        return SAYS.matcher(Files.readString(file)).results().map(found -> found.group(1)).toList();
    }

    private static int validations() throws IOException {
        String variables = Files.readString(Path.of("aws/variables.tf"));
        return (int) Pattern.compile("(?m)^  validation \\{").matcher(variables).results().count();
    }
}
