package io.spillway.agent.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads classes without initialising any.
 *
 * @param loaded how many classes were loaded
 * @param leftOut how many couldn't be, mostly because they need a library that isn't there
 */
record LibraryClasses(int loaded, int leftOut) {
    private static final String LIST = ".classes";
    private static final String SUFFIX = ".class";

    /**
     * Loads what the files say.
     *
     * @param files jars, of which every class is loaded, and lists of class names: one a line,
     *     {@code #} before a comment
     * @throws IOException when one of them can't be read
     */
    static LibraryClasses load(List<Path> files) throws IOException {
        int loaded = 0;
        int leftOut = 0;
        for (Path file : files) {
            for (String type : isList(file) ? listed(file) : packed(file)) {
                if (isLoadable(type)) {
                    loaded++;
                } else {
                    leftOut++;
                }
            }
        }
        return new LibraryClasses(loaded, leftOut);
    }

    /** Whether it is a list of class names rather than a jar. */
    static boolean isList(Path file) {
        return file.toString().endsWith(LIST);
    }

    private static List<String> listed(Path list) throws IOException {
        return Files.readAllLines(list).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static List<String> packed(Path jar) throws IOException {
        List<String> types = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(SUFFIX) && !name.startsWith("META-INF/")) {
                    types.add(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'));
                }
            }
        }
        return types;
    }

    private static boolean isLoadable(String type) {
        try {
            Class.forName(type, false, LibraryClasses.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
