package io.spillway.bench;

import java.nio.file.Path;
import picocli.CommandLine.ParameterException;

/** A subcommand of {@code spillway bench}, after its options were read. */
interface BenchCommand {
    /** Prints its help where that was asked for, and says whether it was. */
    boolean helps();

    /**
     * Looks at all options.
     *
     * @throws ParameterException with one line, when one can't be
     */
    void check();

    /**
     * Measures, and says how it went. Blocks until the end, or until Ctrl-C has taken everything
     * down.
     *
     * @param home the unpacked tarball
     * @return the exit code
     */
    int measure(Path home);
}
