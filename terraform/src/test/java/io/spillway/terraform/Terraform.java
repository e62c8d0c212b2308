package io.spillway.terraform;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.terraform.schema.SchemaProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Terraform on a copy of a folder of this repository, with a provider that is on the machine:
 * nothing comes over the network. A test that needs what isn't there is skipped, and says what.
 */
public final class Terraform {
    private static final String AWS = "registry.terraform.io/hashicorp/aws";

    private final Path directory;
    private final List<String> init = new ArrayList<>(List.of("-backend=false", "-input=false"));
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Terraform(Path directory) {
        this.directory = directory;
        environment.put("TF_IN_AUTOMATION", "1");
        environment.put("CHECKPOINT_DISABLE", "1");
        // This machine's own settings and keys are nobody's business here.
        environment.put("TF_CLI_CONFIG_FILE", "/dev/null");
        environment.put("AWS_PROFILE", "");
        environment.put("AWS_SESSION_TOKEN", "");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_REGION", Moto.REGION.id());
        environment.put("AWS_ACCESS_KEY_ID", "tester");
        environment.put("AWS_SECRET_ACCESS_KEY", "no-secret-at-all");
    }

    /**
     * In a copy of this project's Terraform files, with AWS' provider.
     *
     * @param copy where the copy is made
     * @param root the folder that Terraform runs in, below it
     */
    public static Terraform in(Path copy, String root) throws IOException {
        Terraform terraform = withoutProvider(copy, root);
        Path plugins =
                mirror(AWS)
                        .orElseGet(
                                () ->
                                        abort(
                                                "no AWS provider in any of %s: name a mirror with SPILLWAY_TERRAFORM_PLUGIN_DIR or -Dterraform.plugins"
                                                        .formatted(places())));
        return terraform.withPlugins(plugins);
    }

    /**
     * The same with a provider that may not be here: then with one that knows its schema, for what
     * validates and plans.
     */
    public static Terraform in(Path copy, String root, SchemaProvider provider) throws IOException {
        Terraform terraform = withoutProvider(copy, root);
        Optional<Path> plugins = mirror(provider.source());
        if (plugins.isPresent()) {
            return terraform.withPlugins(plugins.get());
        }
        terraform.environment.put("TF_REATTACH_PROVIDERS", provider.reattach());
        return terraform;
    }

    /** The same with none, for a folder that needs none. */
    public static Terraform withoutProvider(Path copy, String root) throws IOException {
        if (onPath("terraform").isEmpty()) {
            abort("no terraform on the PATH");
        }
        for (String folder : List.of("aws", "gcp", "boot", "examples", "src/test/terraform")) {
            copy(Path.of(folder), copy.resolve(folder));
        }
        return new Terraform(copy.resolve(root));
    }

    private Terraform withPlugins(Path plugins) {
        init.add("-plugin-dir=" + plugins);
        return this;
    }

    private static Optional<Path> mirror(String provider) {
        return places().stream()
                .filter(place -> Files.isDirectory(place.resolve(provider)))
                .findFirst();
    }

    /** Where Terraform looks by itself, and where images of machines have it. */
    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        Stream.of(
                        System.getProperty("spillway.terraform.plugins"),
                        System.getenv("SPILLWAY_TERRAFORM_PLUGIN_DIR"),
                        System.getenv("TF_PLUGIN_CACHE_DIR"))
                .filter(place -> place != null && !place.isEmpty())
                .map(Path::of)
                .forEach(places::add);
        Path home = Path.of(System.getProperty("user.home"));
        places.add(home.resolve(".terraform.d/plugins"));
        places.add(home.resolve(".terraform.d/plugin-cache"));
        places.add(home.resolve(".local/share/terraform/plugins"));
        places.add(Path.of("/usr/local/share/terraform/plugins"));
        places.add(Path.of("/usr/share/terraform/plugins"));
        places.add(Path.of("/opt/tf-plugins"));
        return places;
    }

    /** A program that a test may need. */
    public static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                // What somebody's own runs have left.
                if (file.toString().contains("/.terraform")
                        || file.toString().contains(".tfstate")) {
                    continue;
                }
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    public Path directory() {
        return directory;
    }

    /** Every call to AWS goes to that address. */
    public Terraform talkingTo(Moto moto) {
        environment.put("AWS_ENDPOINT_URL", moto.address().toString());
        return this;
    }

    public Terraform set(String variable, String value) {
        environment.put("TF_VAR_" + variable, value);
        return this;
    }

    /** Installs the provider; needed once, before anything that reads the configuration. */
    public Terraform init() throws IOException {
        run("init", init.toArray(String[]::new)).succeeded();
        return this;
    }

    public Ran run(String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("terraform", command));
        all.add("-no-color");
        all.addAll(List.of(arguments));
        return Ran.command(directory, environment, all.toArray(String[]::new));
    }

    /** The file that Terraform remembers in what it has made. */
    public JsonNode state() throws IOException {
        return new ObjectMapper().readTree(directory.resolve("terraform.tfstate").toFile());
    }
}
