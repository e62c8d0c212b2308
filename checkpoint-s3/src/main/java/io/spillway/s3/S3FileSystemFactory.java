package io.spillway.s3;

import io.spillway.checkpoint.filesystem.BucketFileSystem;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3Settings;
import io.spillway.s3.settings.S3SettingsReader;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Makes file systems for {@code s3://}. Flink finds it in its plugin folder. */
public class S3FileSystemFactory implements FileSystemFactory {
    private S3Settings settings;

    @Override
    public String getScheme() {
        return "s3";
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalConfigurationException when some can't be used; it tells all
     */
    @Override
    public void configure(Configuration configuration) {
        try {
            settings = S3SettingsReader.read(configuration);
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
                    "'%s' names no bucket: %s://bucket/path is allowed"
                            .formatted(address, getScheme()));
        }
        return new BucketFileSystem(
                URI.create(getScheme() + "://" + address.getAuthority()),
                S3Connection.shared(settings));
    }
}
