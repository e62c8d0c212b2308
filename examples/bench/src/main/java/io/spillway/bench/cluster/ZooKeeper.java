package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A ZooKeeper server in this JVM: Apache Curator's {@code TestingServer}, from jars of its own that
 * nothing else in this JVM sees. Listens on the loopback interface.
 */
final class ZooKeeper implements Coordination {
    private static final String PACKAGE = "org.apache.curator.test.";
    private static final String LOOPBACK = "127.0.0.1";

    /** The server chooses it, or has its own default. */
    private static final int ANY = -1;

    private final URLClassLoader classes;
    private final AutoCloseable server;
    private final String address;
    private final Path storage;

    private ZooKeeper(URLClassLoader classes, AutoCloseable server, String address, Path storage) {
        this.classes = classes;
        this.server = server;
        this.address = address;
        this.storage = storage;
    }

    /**
     * Starts one. Blocks until it serves, about a second.
     *
     * @param jars the directory of its jars
     * @param files where it keeps its data
     * @param storage where Flink keeps what is too large for it
     */
    static ZooKeeper start(Path jars, Path files, Path storage) throws BenchException {
        URLClassLoader classes = null;
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try {
            classes = new URLClassLoader(urls(jars), new JdkAndLogging());
            // It looks for classes of its own by this one, too.
            thread.setContextClassLoader(classes);
            Files.createDirectories(files);
            Class<?> instance = classes.loadClass(PACKAGE + "InstanceSpec");
            Object server =
                    classes.loadClass(PACKAGE + "TestingServer")
                            .getConstructor(instance, boolean.class)
                            .newInstance(onLoopback(instance, files), true);
            String address =
                    server.getClass().getMethod("getConnectString").invoke(server).toString();
            return new ZooKeeper(classes, (AutoCloseable) server, address, storage);
        } catch (IOException | ReflectiveOperationException e) {
            close(classes);
            Throwable why = e;
            while (why.getCause() != null) {
                why = why.getCause();
            }
            throw new BenchException("ZooKeeper can't be started from " + jars + ": " + why, why);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private static Object onLoopback(Class<?> instance, Path files)
            throws ReflectiveOperationException {
        return instance.getConstructor(
                        File.class,
                        int.class,
                        int.class,
                        int.class,
                        boolean.class,
                        int.class,
                        int.class,
                        int.class,
                        Map.class)
                .newInstance(
                        files.toFile(),
                        ANY,
                        ANY,
                        ANY,
                        true,
                        ANY,
                        ANY,
                        ANY,
                        Map.of("clientPortAddress", LOOPBACK));
    }

    /** What the server shares with this JVM. */
    private static final class JdkAndLogging extends ClassLoader {
        JdkAndLogging() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.slf4j.")) {
                return ZooKeeper.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    private static URL[] urls(Path jars) throws IOException {
        try (Stream<Path> files = Files.list(jars)) {
            return files.sorted().map(ZooKeeper::url).toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("high-availability.type", "zookeeper");
        settings.put("high-availability.zookeeper.quorum", address);
        settings.put("high-availability.storageDir", storage.toUri().toString());
        settings.put("high-availability.cluster-id", "bench");
        return settings;
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            // It ends with this JVM at the latest.
        }
        close(classes);
    }

    private static void close(URLClassLoader classes) {
        if (classes != null) {
            try {
                classes.close();
            } catch (IOException e) {
                // Its files are read only.
            }
        }
    }
}
