package io.spillway.terraform;

import io.spillway.localcloud.machine.Boot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A boot on a machine that has the tarball already, as an image would. It is linked to, but for
 * what a boot writes.
 *
 * @param boot the script
 * @param home the unpacked tarball
 * @param sha256 the tarball's checksum, as the script has it
 */
public record InstalledRelease(Boot boot, Path home, String sha256) implements Boot {

    @Override
    public Main prepare(String instanceId, Path directory) throws IOException {
        Main main = boot.prepare(instanceId, directory);
        Path release = directory.resolve("root/opt/spillway-releases").resolve(sha256);
        Files.createDirectories(release.resolve("bin"));
        Files.createDirectories(release.resolve("usrlib"));
        Files.copy(
                home.resolve("bin/spillway"),
                release.resolve("bin/spillway"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String linked : new String[] {"conf", "lib", "plugins", "systemd", "examples"}) {
            Files.createSymbolicLink(
                    release.resolve(linked), home.resolve(linked).toAbsolutePath());
        }
        return main;
    }

    @Override
    public Optional<String> userData() {
        return boot.userData();
    }
}
