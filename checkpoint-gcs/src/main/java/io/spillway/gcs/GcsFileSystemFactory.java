package io.spillway.gcs;

import io.spillway.checkpoint.filesystem.BucketFileSystemFactory;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.gcs.client.GcsConnection;
import io.spillway.gcs.settings.GcsSettings;
import io.spillway.gcs.settings.GcsSettingsReader;
import java.io.IOException;
import org.apache.flink.configuration.Configuration;

/** Makes file systems for {@code gs://}. Flink finds it in its plugin folder. */
public final class GcsFileSystemFactory extends BucketFileSystemFactory<GcsSettings> {
    public GcsFileSystemFactory() {
        super(GcsConnection.SCHEME);
    }

    @Override
    protected GcsSettings read(Configuration configuration) throws InvalidSettingsException {
        return GcsSettingsReader.read(configuration);
    }

    @Override
    protected Connection connect(GcsSettings settings) throws IOException {
        return GcsConnection.shared(settings);
    }
}
