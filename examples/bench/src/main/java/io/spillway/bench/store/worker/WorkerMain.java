package io.spillway.bench.store.worker;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Content;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginDescriptor;

/**
 * Does with one plugin what it is told, line by line, and answers each line by one: {@code ok},
 * with what was found, or {@code failed}, with the reason. Ends when its input does.
 *
 * <p>Arguments: the cloud, the implementation, its plugin's folder, the server's address, a
 * directory for temporary files, and settings, as {@code key=value}. Region and credentials, where
 * there are any, are in the environment. Lines, their words parted by tabs:
 *
 * <ul>
 *   <li>{@code load DIRECTORY}: loads the plugin and asks whether a file exists; tells the
 *       nanoseconds that it took, and those of CPU
 *   <li>{@code prepare OPERATION DIRECTORY LOCAL}: makes all ready, with a connection that is open
 *   <li>{@code repeat TIMES OPERATION DIRECTORY LOCAL}: does it as often, and tells nothing
 *   <li>{@code run}: tells the same
 *   <li>{@code run-for-heap}: tells the bytes
 *   <li>{@code check}: whether what was read is right
 * </ul>
 */
public final class WorkerMain {
    private final String name;
    private final Path plugin;
    private final Configuration configuration;
    private final Content content = new Content(Task.SEED);
    private FileSystem files;
    private Task task;

    private WorkerMain(String[] arguments) {
        Cloud cloud = Cloud.named(arguments[0]).orElseThrow();
        Implementation implementation = Implementation.named(arguments[1]).orElseThrow();
        name = cloud.plugin(implementation);
        plugin = Path.of(arguments[2]);
        Map<String, String> settings =
                cloud.settings(
                        implementation, URI.create(arguments[3]), arguments[4], System.getenv());
        for (String each : List.of(arguments).subList(5, arguments.length)) {
            int equals = each.indexOf('=');
            settings.put(each.substring(0, equals), each.substring(equals + 1));
        }
        configuration = Configuration.fromMap(settings);
    }

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        // What a plugin prints is no answer.
        System.setOut(System.err);
        WorkerMain worker = new WorkerMain(arguments);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(worker.answer(line.split("\t")));
            out.flush();
        }
        // Threads of a plugin's needn't end by themselves.
        System.exit(0);
    }

    private String answer(String[] words) {
        try {
            return "ok " + obey(words);
        } catch (Exception | OutOfMemoryError e) {
            // To this process's log, which is kept when something failed; the driver tells one
            // line.
            e.printStackTrace();
            return "failed " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private String obey(String[] words) throws Exception {
        switch (words[0]) {
            case "load" -> {
                return load(words[1]).text();
            }
            case "prepare" -> {
                task = task(words[1], words[2], words[3]);
                files.exists(new org.apache.flink.core.fs.Path(words[2], "nothing"));
                System.gc();
                return "";
            }
            case "repeat" -> {
                for (int i = Integer.parseInt(words[1]); i > 0; i--) {
                    task(words[2], words[3], words[4]).run();
                }
                return "";
            }
            case "run" -> {
                Watch watch = Watch.start();
                task.run();
                return watch.stop().text();
            }
            case "run-for-heap" -> {
                try (LiveHeap heap = new LiveHeap()) {
                    task.whenMost(heap::look);
                    task.run();
                    return Long.toString(heap.most());
                }
            }
            case "check" -> {
                Optional<String> wrong = task.wrong();
                task = null;
                if (wrong.isPresent()) {
                    throw new IOException(wrong.get());
                }
                return "";
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private Task task(String operation, String directory, String local) {
        return Task.of(
                Operation.named(operation).orElseThrow(),
                files,
                directory,
                Path.of(local),
                content);
    }

    private Watch load(String directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> all = Files.list(plugin)) {
            for (Path jar : all.filter(each -> each.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        PluginDescriptor descriptor =
                new PluginDescriptor(name, jars.toArray(URL[]::new), new String[0]);
        org.apache.flink.core.fs.Path file =
                new org.apache.flink.core.fs.Path(directory, "nothing");
        Watch watch = Watch.start();
        FileSystem.initialize(
                configuration,
                new DefaultPluginManager(
                        List.of(descriptor),
                        CoreOptions.getPluginParentFirstLoaderPatterns(configuration)));
        files = FileSystem.get(file.toUri());
        if (files.exists(file)) {
            throw new IOException(file + " exists, which it doesn't");
        }
        return watch.stop();
    }
}
