package io.spillway.gcs.store;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.store.BucketStoreProvider;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettingsReader;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/** Opens stores on Cloud Storage. */
public final class GcsStoreProvider extends BucketStoreProvider {
    /** Source: "Object updates" among Cloud Storage's quotas: one a second to the same object. */
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(1);

    public GcsStoreProvider() {
        super(GcsConnection.SCHEME, WRITE_INTERVAL);
    }

    @Override
    protected Connection connect(Configuration configuration)
            throws InvalidSettingsException, IOException {
        return GcsConnection.shared(GcsSettingsReader.read(configuration));
    }
}
