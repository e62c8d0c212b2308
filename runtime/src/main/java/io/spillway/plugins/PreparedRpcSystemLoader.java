package io.spillway.plugins;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.classloading.SubmoduleClassLoader;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.exceptions.RpcLoaderException;

/**
 * Flink's RPC system, from a jar that {@code spillway prepare} has unpacked. Flink's own loader
 * unpacks these 24 MB out of another jar at each start of a process, and nobody can get at its
 * class loader before it has. Where nothing is prepared this one says so, and Flink takes its own.
 */
public final class PreparedRpcSystemLoader implements RpcSystemLoader {

    /** The JVM's property that names the jar. */
    public static final String PROPERTY = "spillway.rpc-system";

    /** Flink's own has 0, and the lowest goes first. */
    private static final int BEFORE_FLINKS = -1;

    /** Made when it is first asked for, by whichever thread, and there to the process's end. */
    private static final class Prepared {
        static final Optional<ClassLoader> CLASS_LOADER = open(System.getProperty(PROPERTY));

        private static Optional<ClassLoader> open(String jar) {
            if (jar == null || !Files.isReadable(Path.of(jar))) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new SubmoduleClassLoader(
                                new URL[] {Path.of(jar).toUri().toURL()},
                                RpcSystem.class.getClassLoader()));
            } catch (MalformedURLException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * What loads the RPC system's classes; empty where nothing is prepared. Any thread may load
     * with it, before the RPC system is asked for and while it is.
     */
    public static Optional<ClassLoader> classLoader() {
        return Prepared.CLASS_LOADER;
    }

    /**
     * The list of the classes that it takes, beside the jar.
     *
     * @throws IllegalStateException where nothing is prepared
     */
    public static Path classes() {
        String jar = System.getProperty(PROPERTY);
        if (jar == null) {
            throw new IllegalStateException(PROPERTY + " isn't set");
        }
        return Path.of(jar.replaceFirst("\\.jar$", "") + ".classes");
    }

    @Override
    public int getLoadPriority() {
        return BEFORE_FLINKS;
    }

    @Override
    public RpcSystem loadRpcSystem(Configuration configuration) {
        return classLoader()
                .flatMap(loader -> ServiceLoader.load(RpcSystem.class, loader).findFirst())
                .orElseThrow(
                        () ->
                                new RpcLoaderException(
                                        "no RPC system is prepared (%s)".formatted(PROPERTY)));
    }
}
