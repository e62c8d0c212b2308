package io.spillway.agent.rehearsal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads every class of some jars, without initialising any.
 *
 * @param loaded how many classes were loaded
 * @param leftOut how many couldn't be, mostly because they need a library that isn't there
 */
record LibraryClasses(int loaded, int leftOut) {
    private static final String SUFFIX = ".class";

    /**
     * @param jars each on the class path
     * @throws IOException when one of them can't be read
     */
    static LibraryClasses load(List<Path> jars) throws IOException {
        int loaded = 0;
        int leftOut = 0;
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : file.stream().toList()) {
                    String name = entry.getName();
                    if (!name.endsWith(SUFFIX) || name.startsWith("META-INF/")) {
                        continue;
                    }
                    String type =
                            name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
                    if (isLoadable(type)) {
                        loaded++;
                    } else {
                        leftOut++;
                    }
                }
            }
        }
        return new LibraryClasses(loaded, leftOut);
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
