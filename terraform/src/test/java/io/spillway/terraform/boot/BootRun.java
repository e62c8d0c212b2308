package io.spillway.terraform.boot;

import io.spillway.terraform.Checksums;
import io.spillway.terraform.Ran;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The boot script with variables and a root folder of its own. */
final class BootRun {
    static final Path SCRIPT = Path.of("boot/spillway-boot.sh").toAbsolutePath();

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private BootRun(Path directory) {
        this.directory = directory;
    }

    /** A VM in no cloud that becomes a TaskManager. */
    static BootRun taskManager(Path directory, FakeTarball tarball) {
        return empty(directory)
                .set("SPILLWAY_ROLE", "taskmanager")
                .set("SPILLWAY_CLOUD", "none")
                .set("SPILLWAY_ARTIFACT_URI", "file://" + tarball.file())
                .set("SPILLWAY_ARTIFACT_SHA256", tarball.sha256())
                .set("SPILLWAY_CONFIG", "spillway.cloud: none\nsome.key: 'it''s'");
    }

    /** A VM of Google's whose start-up script says everything. */
    static BootRun fromScript(Path directory, GceSurroundings surroundings) {
        return empty(directory).in(surroundings);
    }

    private static BootRun empty(Path directory) {
        BootRun run = new BootRun(directory);
        run.set("SPILLWAY_BOOT_ROOT", run.root().toString());
        // What this machine has set, for its own clouds, isn't the VM's.
        for (String name :
                List.of(
                        "AWS_PROFILE",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_ENDPOINT_URL",
                        "AWS_DEFAULT_REGION",
                        "AWS_REGION",
                        "STORAGE_EMULATOR_HOST",
                        "GCE_METADATA_HOST")) {
            run.set(name, "");
        }
        return run;
    }

    /** The same with a job. */
    static BootRun jobManager(Path directory, FakeTarball tarball, Path jar) throws IOException {
        return taskManager(directory, tarball)
                .set("SPILLWAY_ROLE", "jobmanager")
                .set("SPILLWAY_JOB_URI", "file://" + jar)
                .set("SPILLWAY_JOB_SHA256", Checksums.sha256(jar));
    }

    BootRun set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** On EC2, with what is around the VM. */
    BootRun in(VmSurroundings surroundings) {
        return set("SPILLWAY_CLOUD", "aws")
                .set("AWS_EC2_METADATA_SERVICE_ENDPOINT", surroundings.metadataAddress())
                .set("AWS_ENDPOINT_URL_AUTO_SCALING", surroundings.autoScalingAddress());
    }

    /** On Compute Engine, with what is around the VM. */
    BootRun in(GceSurroundings surroundings) {
        return set("SPILLWAY_CLOUD", "gcp")
                .set("GCE_METADATA_HOST", surroundings.metadataHost())
                .set("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", surroundings.storageAddress());
    }

    static boolean hasAwsCli() {
        return folders().stream().anyMatch(BootRun::hasAwsCli);
    }

    private static boolean hasAwsCli(Path folder) {
        return Files.isExecutable(folder.resolve("aws"));
    }

    private static List<Path> folders() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
    }

    /** As where there is no AWS CLI: in place of a folder that has it, one with all but that. */
    BootRun withoutAwsCli() throws IOException {
        List<String> path = new ArrayList<>();
        for (Path folder : folders()) {
            path.add((hasAwsCli(folder) ? linksToOthers(folder, path.size()) : folder).toString());
        }
        return set("PATH", String.join(File.pathSeparator, path));
    }

    private Path linksToOthers(Path folder, int number) throws IOException {
        Path links = Files.createDirectories(directory.resolve("programs-" + number));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> !f.endsWith("aws")).toList()) {
                Files.createSymbolicLink(links.resolve(file.getFileName()), file);
            }
        }
        return links;
    }

    Ran boot(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return with(command);
    }

    /** Runs another command with these variables. */
    Ran with(List<String> command) throws IOException {
        return Ran.command(directory, environment, command.toArray(String[]::new));
    }

    Path root() {
        return directory.resolve("root");
    }

    Path file(String path) {
        return root().resolve(path);
    }

    /** The lines that {@code bin/spillway} was called with. */
    List<String> called() throws IOException {
        return Files.readAllLines(file("var/log/spillway/called.txt"));
    }

    /** Each file below the root with its time and content. */
    Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(
                        root().relativize(file).toString(),
                        Files.getLastModifiedTime(file) + " " + Checksums.sha256(file));
            }
        }
        return all;
    }
}
