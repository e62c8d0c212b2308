package io.spillway.gcs;

import io.spillway.checkpoint.filesystem.BucketFileSystem;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettings;
import io.spillway.gcs.settings.GcsSettingsReader;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Makes file systems for {@code gs://}. Flink finds it in its plugin folder. */
public final class GcsFileSystemFactory implements FileSystemFactory {
    private GcsSettings settings;

    @Override
    public String getScheme() {
        return GcsConnection.SCHEME;
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalConfigurationException when some can't be used; it tells all
     */
    @Override
    public void configure(Configuration configuration) {
        try {
            settings = GcsSettingsReader.read(configuration);
        } catch (InvalidSettingsException e) {
            throw new IllegalConfigurationException(e.getMessage(), e);
        }
    }

    @Override
    public FileSystem create(URI address) throws IOException {
        if (settings == null) {
            configure(new Configuration());
        }
        if (address.getAuthority() == null) {
            throw new IOException(
                    "'%s' names no bucket: gs://bucket/path is allowed".formatted(address));
        }
        return new BucketFileSystem(
                URI.create(getScheme() + "://" + address.getAuthority()),
                GcsConnection.shared(settings));
    }
}
