package io.spillway.gcs.store;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.store.BucketStore;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettingsReader;
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

/** Opens stores on Cloud Storage. */
public final class GcsStoreProvider implements StoreProvider {

    @Override
    public String scheme() {
        return GcsConnection.SCHEME;
    }

    @Override
    public ConditionalStore open(URI root, Map<String, String> configuration, Duration patience)
            throws StoreException {
        try {
            if (!scheme().equals(root.getScheme())) {
                throw new StoreException(
                        Reason.UNUSABLE, "'%s': gs://bucket/path is allowed".formatted(root));
            }
            ObjectId directory = ObjectId.of(new Path(root)).directory();
            GcsConnection connection =
                    GcsConnection.shared(
                            GcsSettingsReader.read(Configuration.fromMap(configuration)));
            return new BucketStore(connection.objects(), connection.once(), directory);
        } catch (InvalidSettingsException | IOException e) {
            throw new StoreException(Reason.UNUSABLE, e.getMessage(), e);
        }
    }
}
