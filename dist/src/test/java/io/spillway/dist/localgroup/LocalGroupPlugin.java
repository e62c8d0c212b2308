package io.spillway.dist.localgroup;

import io.spillway.spi.cloud.InstanceGroupProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Packs {@link LocalGroupProvider} as a plugin. */
public final class LocalGroupPlugin {
    private LocalGroupPlugin() {}

    /** Writes the jar. */
    public static Path writeTo(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : List.of(LocalGroupProvider.class, RemoteGroup.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
            }
            out.putNextEntry(
                    new JarEntry("META-INF/services/" + InstanceGroupProvider.class.getName()));
            out.write(LocalGroupProvider.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
