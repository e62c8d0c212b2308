package io.spillway.gcs.store;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.store.BucketStoreProvider;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettingsReader;
import java.io.IOException;
import org.apache.flink.configuration.Configuration;

/** Opens stores on Cloud Storage. */
public final class GcsStoreProvider extends BucketStoreProvider {
    public GcsStoreProvider() {
        super(GcsConnection.SCHEME);
    }

    @Override
    protected Connection connect(Configuration configuration)
            throws InvalidSettingsException, IOException {
        return GcsConnection.shared(GcsSettingsReader.read(configuration));
    }
}
