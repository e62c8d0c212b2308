package io.spillway.s3.store;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.store.BucketStoreProvider;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/** Opens stores on S3. */
public final class S3StoreProvider extends BucketStoreProvider {
    public S3StoreProvider() {
        super(S3Connection.SCHEME, Duration.ZERO);
    }

    @Override
    protected Connection connect(Configuration configuration)
            throws InvalidSettingsException, IOException {
        return S3Connection.shared(S3SettingsReader.read(configuration));
    }
}
