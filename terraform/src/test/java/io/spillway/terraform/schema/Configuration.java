package io.spillway.terraform.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.hcl.HclParser;
import org.openrewrite.hcl.tree.Hcl;

/** The {@code *.tf} files of a folder, read without Terraform. */
public final class Configuration {
    private final List<Hcl.ConfigFile> files;

    private Configuration(List<Hcl.ConfigFile> files) {
        this.files = files;
    }

    /** Those of a folder, none of the folders in it. */
    public static Configuration in(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return of(all.filter(file -> file.toString().endsWith(".tf")).sorted().toList());
        }
    }

    public static Configuration of(List<Path> files) throws IOException {
        List<Hcl.ConfigFile> parsed = new ArrayList<>();
        HclParser parser = HclParser.builder().build();
        for (SourceFile file : parser.parse(files, null, new InMemoryExecutionContext()).toList()) {
            if (!(file instanceof Hcl.ConfigFile configuration)) {
                throw new IOException(file.getSourcePath() + " can't be read: " + file);
            }
            parsed.add(configuration);
        }
        return new Configuration(parsed);
    }

    List<Hcl.ConfigFile> files() {
        return files;
    }
}
