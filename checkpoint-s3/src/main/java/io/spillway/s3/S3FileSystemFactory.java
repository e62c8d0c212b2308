package io.spillway.s3;

import io.spillway.checkpoint.filesystem.BucketFileSystemFactory;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3Settings;
import io.spillway.s3.settings.S3SettingsReader;
import java.io.IOException;
import org.apache.flink.configuration.Configuration;

/** Makes file systems for {@code s3://}. Flink finds it in its plugin folder. */
public class S3FileSystemFactory extends BucketFileSystemFactory<S3Settings> {
    public S3FileSystemFactory() {
        this(S3Connection.SCHEME);
    }

    S3FileSystemFactory(String scheme) {
        super(scheme);
    }

    @Override
    protected S3Settings read(Configuration configuration) throws InvalidSettingsException {
        return S3SettingsReader.read(configuration);
    }

    @Override
    protected Connection connect(S3Settings settings) throws IOException {
        return S3Connection.shared(settings);
    }
}
