package io.spillway.dist.containers;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Dockerfile's instructions, in their order; and what of the tarball it puts where. */
final class Dockerfile {
    /** One instruction, such as {@code COPY} with {@code lib /opt/spillway/lib}. */
    record Instruction(String name, String rest) {}

    private final List<Instruction> instructions = new ArrayList<>();

    /** Reads it; lines that end with a backslash go on, comments are left out. */
    static Dockerfile read(Path file) throws IOException {
        Dockerfile dockerfile = new Dockerfile();
        StringBuilder line = new StringBuilder();
        for (String part : Files.readAllLines(file)) {
            if (part.isBlank() || part.startsWith("#")) {
                continue;
            }
            boolean goesOn = part.endsWith("\\");
            line.append(goesOn ? part.substring(0, part.length() - 1) : part);
            if (!goesOn) {
                String[] words = line.toString().strip().split("\\s+", 2);
                dockerfile.instructions.add(new Instruction(words[0], words[1]));
                line.setLength(0);
            }
        }
        return dockerfile;
    }

    /** What follows the instructions of that name. */
    List<String> all(String name) {
        return instructions.stream()
                .filter(i -> i.name().equals(name))
                .map(Instruction::rest)
                .toList();
    }

    /** What follows the only instruction of that name. */
    String only(String name) {
        List<String> all = all(name);
        if (all.size() != 1) {
            throw new AssertionError(name + " is there " + all.size() + " times");
        }
        return all.get(0);
    }

    /** The names of all instructions. */
    List<String> names() {
        return instructions.stream().map(Instruction::name).toList();
    }

    /** The variables that are set. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String settings : all("ENV")) {
            for (String setting : settings.split("\\s+", -1)) {
                String[] parts = setting.split("=", 2);
                variables.put(parts[0], parts[1]);
            }
        }
        return variables;
    }

    /**
     * Each file or folder that is copied, by its path in the image. As Docker has it: several
     * sources, or a file for a path that ends with a slash, go into that folder; a folder is copied
     * under its new name.
     *
     * @throws AssertionError when a source isn't there
     */
    Map<String, Path> copied(Path context) throws IOException {
        Map<String, Path> copied = new LinkedHashMap<>();
        for (String arguments : all("COPY")) {
            String[] words = arguments.split("\\s+", -1);
            String target = words[words.length - 1];
            for (String source : List.of(words).subList(0, words.length - 1)) {
                List<Path> found = found(context, source);
                if (found.isEmpty()) {
                    throw new AssertionError("COPY " + source + ": isn't in " + context);
                }
                for (Path file : found) {
                    boolean into = target.endsWith("/") && Files.isRegularFile(file);
                    copied.put(into ? target + file.getFileName() : target, file);
                }
            }
        }
        return copied;
    }

    private static List<Path> found(Path context, String pattern) throws IOException {
        Path path = context.resolve(pattern);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        if (!Files.isDirectory(path.getParent())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.filter(matcher::matches).sorted().toList();
        }
    }
}
