package io.spillway.agent.taskmanager;

import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what a TaskManager's first job needs, while the TaskManager starts and waits for that job.
 *
 * <p>The list comes from {@code spillway prepare}: the classes that a rehearsed job loaded, in its
 * order. Loading has no effect but that the classes are there. Only Flink's own that come by Java
 * serialization may be initialised: the JVM's descriptors of them are made, too.
 */
final class FirstJobClasses implements Runnable {
    /** The JVM's property that names the list. */
    static final String PROPERTY = "spillway.first-job-classes";

    private static final Logger LOG = LoggerFactory.getLogger(FirstJobClasses.class);
    private static final String SENT = "org.apache.flink.";

    private final Path list;

    FirstJobClasses(Path list) {
        this.list = list;
    }

    /** Loads in the background, if there is a list. */
    static void loadInBackground() {
        String list = System.getProperty(PROPERTY);
        if (list != null) {
            Thread thread = new Thread(new FirstJobClasses(Path.of(list)), "spillway-first-job");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        long started = System.nanoTime();
        try {
            int loaded = load();
            LOG.info(
                    "Loaded {} classes of a first job in {} ms",
                    loaded,
                    (System.nanoTime() - started) / 1_000_000);
        } catch (IOException e) {
            LOG.info("The classes of a first job are loaded when it comes: {}", e.toString());
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

    private static boolean isLoaded(String name) {
        try {
            Class<?> type = Class.forName(name, false, FirstJobClasses.class.getClassLoader());
            if (name.startsWith(SENT) && Serializable.class.isAssignableFrom(type)) {
                ObjectStreamClass.lookup(type);
            }
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            // Left to the job, which may have better luck with a class loader of its own.
            return false;
        }
    }
}
