package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.lifetime.WorkDirectory;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, which chooses its port and prints it. It ends when it is
 * closed, and with this JVM at the latest. Starting one blocks, a minute at most.
 */
public final class ServerProcess implements AutoCloseable {
    private static final int KEPT_LINES = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Optional<Path> directory;
    private final int port;
    private final Thread atExit;

    private ServerProcess(Process process, Optional<Path> directory, int port, Thread atExit) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.atExit = atExit;
    }

    /**
     * Starts one and waits until it has printed its port.
     *
     * @param port what it prints, with the port as the first group
     */
    public static ServerProcess start(List<String> command, Pattern port) throws IOException {
        return start(command, port, Optional.empty());
    }

    private static ServerProcess start(List<String> command, Pattern port, Optional<Path> directory)
            throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread atExit = new Thread(() -> end(process, directory), "end-server");
        Runtime.getRuntime().addShutdownHook(atExit);
        CompletableFuture<Integer> printed = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, port, printed), "server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new ServerProcess(
                    process, directory, printed.get(PATIENCE_SECONDS, TimeUnit.SECONDS), atExit);
        } catch (ExecutionException | TimeoutException e) {
            end(process, directory);
            throw new IOException("%s didn't start".formatted(command), e);
        } catch (InterruptedException e) {
            end(process, directory);
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /**
     * Adobe S3Mock.
     *
     * @param jars the directory with all of its jars
     * @param files where it keeps objects and temporary files; deleted when it ends
     * @param compiler the JVM's options for it: quick to start, or fast in the long run
     */
    public static ServerProcess s3Mock(Path jars, Path files, List<String> buckets, String compiler)
            throws IOException {
        Path temporary = Files.createDirectories(files.resolve("tmp"));
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        compiler,
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        jars + File.separator + "*",
                        "com.adobe.testing.s3mock.S3MockApplication",
                        "--http.port=0",
                        "--server.port=0",
                        "--server.tomcat.max-keep-alive-requests=-1",
                        "--server.tomcat.keep-alive-timeout=10m",
                        "--com.adobe.testing.s3mock.store.root=" + files.resolve("objects"),
                        "--com.adobe.testing.s3mock.store.initialBuckets="
                                + String.join(",", buckets)),
                Pattern.compile("Tomcat started on ports .* ([0-9]+) \\(http\\)"),
                Optional.of(files));
    }

    /** Moto, where it is installed: {@code pip install moto[server]}. It has no buckets yet. */
    public static Optional<ServerProcess> moto() throws IOException {
        Optional<Path> installed =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, "moto_server"))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (installed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                start(
                        List.of(installed.get().toString(), "-H", "127.0.0.1", "-p", "0"),
                        Pattern.compile("Running on http://127.0.0.1:([0-9]+)")));
    }

    /** What it has spent on the CPU, all threads together, in steps of 10 ms. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Where it listens, on the loopback interface. */
    public int port() {
        return port;
    }

    private static void read(Process process, Pattern port, CompletableFuture<Integer> printed) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = port.matcher(line);
                if (matcher.find()) {
                    printed.complete(Integer.valueOf(matcher.group(1)));
                }
                last.add(line);
                if (last.size() > KEPT_LINES) {
                    last.remove();
                }
            }
        } catch (IOException e) {
            last.add(e.toString());
        }
        printed.completeExceptionally(
                new IOException("ended:\n" + String.join("\n", new ArrayList<>(last))));
    }

    private static void end(Process process, Optional<Path> directory) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            if (directory.isPresent()) {
                WorkDirectory.delete(directory.get());
            }
        } catch (IOException e) {
            // Temporary files; the system will see to them.
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end(process, directory);
    }
}
