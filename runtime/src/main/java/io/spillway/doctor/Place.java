package io.spillway.doctor;

import io.spillway.installation.Installation;
import io.spillway.installation.LocalProcesses;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where this process runs, as far as checks depend on it.
 *
 * @param roles what the machine is there for; empty on one that is none of the fleet's
 * @param guessed whether nothing tells the roles: then it may be either
 */
public record Place(Set<Role> roles, boolean guessed) {
    private static final Path UNITS = Path.of("/etc/systemd/system");

    /** A machine that is none of the fleet's. */
    public static final Place ELSEWHERE = new Place(Set.of(), false);

    public Place {
        roles = Set.copyOf(roles);
    }

    /** One of the fleet's machines with one role. */
    public static Place of(Role role) {
        return new Place(Set.of(role), false);
    }

    /**
     * Finds it out by what runs, what systemd would start, and the job's jar.
     *
     * @param seenFromOutside whether the user asks about a cluster that is elsewhere
     * @param inCloud whether this is a cloud's machine
     */
    public static Place find(
            Installation installation,
            LocalProcesses processes,
            boolean seenFromOutside,
            boolean inCloud) {
        return find(installation, processes, UNITS, seenFromOutside, inCloud);
    }

    static Place find(
            Installation installation,
            LocalProcesses processes,
            Path units,
            boolean seenFromOutside,
            boolean inCloud) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (!processes.jobManagers().isEmpty()
                || Files.exists(units.resolve("spillway-jobmanager.service"))
                || holdsJar(installation.usrlib())) {
            roles.add(Role.JOBMANAGER);
        }
        if (!processes.agents().isEmpty()
                || Files.exists(units.resolve("spillway-taskmanager.service"))) {
            roles.add(Role.TASKMANAGER);
        }
        if (!roles.isEmpty() && (inCloud || !seenFromOutside)) {
            return new Place(roles, false);
        }
        return seenFromOutside && !inCloud ? ELSEWHERE : new Place(EnumSet.allOf(Role.class), true);
    }

    /** Whether this is one of the fleet's machines. */
    public boolean onMachine() {
        return !roles.isEmpty();
    }

    /** In words. */
    public String words() {
        if (!onMachine()) {
            return "seen from outside";
        }
        if (guessed) {
            return "a machine for a JobManager or a TaskManager";
        }
        if (roles.size() > 1) {
            return "a JobManager's and a TaskManager's machine";
        }
        return roles.contains(Role.JOBMANAGER)
                ? "a JobManager's machine"
                : "a TaskManager's machine";
    }

    private static boolean holdsJar(Path usrlib) {
        if (!Files.isDirectory(usrlib)) {
            return false;
        }
        try (Stream<Path> files = Files.list(usrlib)) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }
}
