package io.spillway.agent.termination;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into calls, instead of letting the JVM begin its shutdown: a
 * second one must not cut a drain short.
 *
 * <p>{@code sun.misc.Signal} is supported (module {@code jdk.unsupported}), but the compiler warns
 * of it wherever it is named; so it is reached by name here.
 */
public final class ShutdownSignals {
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    private ShutdownSignals() {}

    /**
     * Takes the signals over for the rest of the process's life.
     *
     * @param onSignal gets the signal's name, such as {@code SIGTERM}, on a thread of the JVM's
     */
    public static void install(Consumer<String> onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            for (String name : NAMES) {
                Object proxy =
                        Proxy.newProxyInstance(
                                ShutdownSignals.class.getClassLoader(),
                                new Class<?>[] {handler},
                                (self, method, arguments) -> {
                                    return switch (method.getName()) {
                                        case "handle" -> {
                                            onSignal.accept("SIG" + name);
                                            yield null;
                                        }
                                        case "equals" -> self == arguments[0];
                                        case "hashCode" -> System.identityHashCode(self);
                                        default -> "SIG" + name;
                                    };
                                });
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM gives no way to handle signals.", e);
        }
    }
}
