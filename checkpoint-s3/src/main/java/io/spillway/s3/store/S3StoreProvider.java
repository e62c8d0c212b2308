package io.spillway.s3.store;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.store.BucketStore;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
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

/** Opens stores on S3. */
public final class S3StoreProvider implements StoreProvider {

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ConditionalStore open(URI root, Map<String, String> configuration, Duration patience)
            throws StoreException {
        try {
            if (!scheme().equals(root.getScheme())) {
                throw new StoreException(
                        Reason.UNUSABLE, "'%s': s3://bucket/path is allowed".formatted(root));
            }
            ObjectId directory = ObjectId.of(new Path(root)).directory();
            S3Connection connection =
                    S3Connection.shared(
                            S3SettingsReader.read(Configuration.fromMap(configuration)));
            return new BucketStore(connection.objects(), connection.once(), directory);
        } catch (InvalidSettingsException | IOException e) {
            throw new StoreException(Reason.UNUSABLE, e.getMessage(), e);
        }
    }
}
