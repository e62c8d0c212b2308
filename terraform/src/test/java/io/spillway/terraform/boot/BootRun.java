package io.spillway.terraform.boot;

import io.spillway.terraform.Ran;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        BootRun run = new BootRun(directory);
        run.set("SPILLWAY_BOOT_ROOT", run.root().toString())
                .set("SPILLWAY_ROLE", "taskmanager")
                .set("SPILLWAY_CLOUD", "none")
                .set("SPILLWAY_ARTIFACT_URI", "file://" + tarball.file())
                .set("SPILLWAY_ARTIFACT_SHA256", tarball.sha256())
                .set("SPILLWAY_CONFIG", "spillway.cloud: none\nsome.key: 'it''s'");
        // What this machine has set, for its own AWS CLI, isn't the VM's.
        for (String name :
                List.of(
                        "AWS_PROFILE",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_ENDPOINT_URL",
                        "AWS_DEFAULT_REGION",
                        "AWS_REGION")) {
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

    /** As where there is no AWS CLI: every program that is on the PATH but that one. */
    BootRun withoutAwsCli() throws IOException {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.toList()) {
                    Path link = programs.resolve(file.getFileName());
                    if (!file.endsWith("aws") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, file);
                    }
                }
            } catch (NoSuchFileException e) {
                // A PATH may name what isn't there.
            }
        }
        return set("PATH", programs.toString());
    }

    Ran boot(String... arguments) throws IOException {
        String[] command =
                Arrays.copyOf(new String[] {"bash", SCRIPT.toString()}, 2 + arguments.length);
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Ran.command(directory, environment, command);
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
