package io.spillway.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFingerprintTest {
    @TempDir private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private JobFingerprint of(String name, String content, String mainClass, String... arguments)
            throws IOException {
        return JobFingerprint.of(file(name, content), mainClass, List.of(arguments));
    }

    @Test
    void isTheSameForTheSameContentWhateverTheFileIsCalled() throws IOException {
        JobFingerprint stored = of("a.jar", "abc", "Main", "--x", "1");

        assertThat(of("b.jar", "abc", "Main", "--x", "1").startsTheSameAs(stored)).isTrue();
        assertThat(stored.jarSha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void tellsInWhatTheyDiffer() throws IOException {
        JobFingerprint stored = of("a.jar", "abc", "Main", "--x", "1");
        JobFingerprint other = of("b.jar", "abd", "Main", "--x", "1");
        JobFingerprint otherClass = of("a.jar", "abc", "Other", "--x", "1");
        JobFingerprint otherArguments = of("a.jar", "abc", "Main", "--x", "2");

        assertThat(List.of(other, otherClass, otherArguments))
                .noneMatch(each -> each.startsTheSameAs(stored));
        assertThat(other.differenceTo(stored))
                .isEqualTo(
                        "from a.jar (SHA-256 ba7816bf8f01), and here is b.jar (SHA-256 a52d159f262b)");
        assertThat(otherClass.differenceTo(stored))
                .isEqualTo("from the same jar a.jar with main class Main, and here it is Other");
        assertThat(otherArguments.differenceTo(stored))
                .isEqualTo("from the same jar a.jar with other arguments");
    }

    @Test
    void argumentsAreToldApartByWhereTheyEnd() throws IOException {
        assertThat(
                        of("a.jar", "abc", "Main", "a b")
                                .startsTheSameAs(of("a.jar", "abc", "Main", "a", "b")))
                .isFalse();
        assertThat(of("a.jar", "abc", "Main", "").startsTheSameAs(of("a.jar", "abc", "Main")))
                .isFalse();
    }

    @Test
    void tellsNoArguments() throws IOException {
        assertThat(of("a.jar", "abc", "Main", "--password", "secret").toString())
                .doesNotContain("secret");
    }
}
