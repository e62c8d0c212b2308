package io.spillway.agent.taskmanager;

import io.spillway.plugins.PreparedRpcSystemLoader;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads classes that the TaskManager needs soon: while it starts those of Flink's RPC system, which
 * it would stand still for, and when it is registered those of its first job, which it waits for.
 *
 * <p>The lists come from {@code spillway prepare}: the classes that a rehearsal loaded, in its
 * order. Loading has no effect but that the classes are there. Only Flink's own that come by Java
 * serialization may be initialised: the JVM's descriptors of them are made, too.
 *
 * @param what they are of, for the log
 */
record PreparedClasses(String what, Path list, ClassLoader loader) {
    /** The JVM's property that names the list of a first job's classes. */
    static final String FIRST_JOB = "spillway.first-job-classes";

    private static final String SENT = "org.apache.flink.";

    /** Loads those of the RPC system in the background, where there is a list. */
    static void loadRpcSystem() {
        PreparedRpcSystemLoader.classLoader()
                .ifPresent(
                        loader ->
                                new PreparedClasses(
                                                "the RPC system",
                                                PreparedRpcSystemLoader.classes(),
                                                loader)
                                        .loadInBackground());
    }

    /** Loads those of the first job in the background, where there is a list. */
    static void loadFirstJob() {
        String list = System.getProperty(FIRST_JOB);
        if (list != null) {
            new PreparedClasses(
                            "a first job", Path.of(list), PreparedClasses.class.getClassLoader())
                    .loadInBackground();
        }
    }

    private void loadInBackground() {
        Thread thread = new Thread(this::loadAndTell, "spillway-classes");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whatever goes wrong is left to whoever needs the classes. */
    void loadAndTell() {
        long started = System.nanoTime();
        try {
            int loaded = load();
            Log.OF.info(
                    "Loaded {} classes of {} in {} ms",
                    loaded,
                    what,
                    (System.nanoTime() - started) / 1_000_000);
        } catch (IOException e) {
            Log.OF.info("The classes of {} are loaded when it comes: {}", what, e.toString());
        }
    }

    /** Returns how many could be loaded. */
    int load() throws IOException {
        int loaded = 0;
        for (String name : Files.readAllLines(list)) {
            if (isLoaded(name)) {
                loaded++;
            }
        }
        return loaded;
    }

    private boolean isLoaded(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (name.startsWith(SENT) && Serializable.class.isAssignableFrom(type)) {
                ObjectStreamClass.lookup(type);
            }
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            // Left to the job, which may have better luck with a class loader of its own.
            return false;
        }
    }

    /** Made when it is first needed: the classes come before the log's configuration. */
    private static final class Log {
        static final Logger OF = LoggerFactory.getLogger(PreparedClasses.class);
    }
}
