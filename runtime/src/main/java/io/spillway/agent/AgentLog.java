package io.spillway.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The agent logs to standard output, where systemd's journal, Docker and Kubernetes pick it up, and
 * to a file. It does so through log4j-api's own SimpleLogger, which knows one stream only, since
 * log4j-core would delay the TaskManager's start by a third of a second and take 6 MB.
 */
final class AgentLog {
    private AgentLog() {}

    /**
     * Lets everything that goes to standard output from now on go to {@code file} too; call it
     * before anything logs.
     *
     * @throws IOException when the file can't be written
     */
    static void alsoTo(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException e) {
            // Appended to.
        }
        OutputStream both = new Both(System.out, new FileOutputStream(file.toFile(), true));
        System.setOut(new PrintStream(both, true, Charset.defaultCharset()));
    }

    /** Whoever reads the console may go away; the file must get its lines all the same. */
    private static final class Both extends OutputStream {
        private final PrintStream console;
        private final OutputStream file;

        Both(PrintStream console, OutputStream file) {
            this.console = console;
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            console.write(b);
            file.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            console.write(bytes, offset, length);
            file.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            console.flush();
        }
    }
}
