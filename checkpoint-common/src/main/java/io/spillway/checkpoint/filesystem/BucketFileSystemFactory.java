package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/**
 * Makes file systems of one scheme. Flink finds each cloud's in its plugin folder.
 *
 * @param <S> the cloud's settings
 */
public abstract class BucketFileSystemFactory<S> implements FileSystemFactory {
    private final String scheme;
    private S settings;

    protected BucketFileSystemFactory(String scheme) {
        this.scheme = scheme;
    }

    /** Reads the settings; tells all that is wrong with them at once. */
    protected abstract S read(Configuration configuration) throws InvalidSettingsException;

    /** The process' connection with these settings. */
    protected abstract Connection connect(S usable) throws IOException;

    @Override
    public final String getScheme() {
        return scheme;
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalConfigurationException when some can't be used; it tells all
     */
    @Override
    public final void configure(Configuration configuration) {
        try {
            settings = read(configuration);
        } catch (InvalidSettingsException e) {
            throw new IllegalConfigurationException(e.getMessage(), e);
        }
    }

    @Override
    public final FileSystem create(URI address) throws IOException {
        if (settings == null) {
            configure(new Configuration());
        }
        if (address.getAuthority() == null) {
            throw new IOException(
                    "'%s' names no bucket: %s://bucket/path is allowed".formatted(address, scheme));
        }
        return new BucketFileSystem(
                URI.create(scheme + "://" + address.getAuthority()), connect(settings));
    }
}
