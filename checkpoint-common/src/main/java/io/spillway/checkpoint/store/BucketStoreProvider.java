package io.spillway.checkpoint.store;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoreProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;

/** Opens stores in buckets of one scheme. */
public abstract class BucketStoreProvider implements StoreProvider {
    private final String scheme;
    private final Duration writeInterval;

    /**
     * @param writeInterval how long after a write the same object takes the next one
     */
    protected BucketStoreProvider(String scheme, Duration writeInterval) {
        this.scheme = scheme;
        this.writeInterval = writeInterval;
    }

    /** The process' connection with the settings of that configuration. */
    protected abstract Connection connect(Configuration configuration)
            throws InvalidSettingsException, IOException;

    @Override
    public final String scheme() {
        return scheme;
    }

    @Override
    public final ConditionalStore open(
            URI root, Map<String, String> configuration, Duration patience) throws StoreException {
        try {
            if (!scheme.equals(root.getScheme())) {
                throw new StoreException(
                        Reason.UNUSABLE,
                        "'%s': %s://bucket/path is allowed".formatted(root, scheme));
            }
            ObjectId directory = ObjectId.of(new Path(root)).directory();
            Connection connection = connect(Configuration.fromMap(configuration));
            return new BucketStore(
                    connection.objects(), connection.once(), directory, writeInterval);
        } catch (InvalidSettingsException | IOException e) {
            throw new StoreException(Reason.UNUSABLE, e.getMessage(), e);
        }
    }
}
