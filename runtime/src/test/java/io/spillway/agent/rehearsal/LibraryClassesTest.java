package io.spillway.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryClassesTest {
    @TempDir private Path directory;

    @Test
    void loadsWhatAListNames() throws IOException {
        Path list =
                Files.writeString(
                        directory.resolve("some.classes"),
                        "# a comment\n\n java.util.ArrayList \njava.util.Map$Entry\nno.such.Type\n");

        assertThat(LibraryClasses.load(List.of(list))).isEqualTo(new LibraryClasses(2, 1));
    }

    @Test
    void loadsEveryClassOfAJar() throws IOException {
        Path jar = directory.resolve("some.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name :
                    List.of(
                            "java/util/HashMap.class",
                            "no/such/Type.class",
                            "META-INF/versions/11/java/util/HashMap.class",
                            "some.properties")) {
                out.putNextEntry(new JarEntry(name));
            }
        }

        assertThat(LibraryClasses.load(List.of(jar))).isEqualTo(new LibraryClasses(1, 1));
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");

        assertThatThrownBy(() -> LibraryClasses.load(List.of(broken)))
                .isInstanceOf(IOException.class);
    }
}
