package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.Ran;
import io.spillway.terraform.Refusals;
import io.spillway.terraform.Terraform;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module as Terraform sees it without AWS. */
class ModuleIT {
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
        Refusals.assertSaid(Terraform.in(directory, "aws").init(), "aws");
    }
}
