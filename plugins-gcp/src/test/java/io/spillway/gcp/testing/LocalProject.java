package io.spillway.gcp.testing;

import com.google.auth.Credentials;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.PretendedVms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** A project of the local cloud, and who this process is in it. */
public final class LocalProject implements AutoCloseable {
    /** The service account of this process. */
    public static final String ACCOUNT = "jobmanager@local-project.iam.gserviceaccount.com";

    /** What VMs are created from. */
    public static final InstanceTemplate TEMPLATE =
            InstanceTemplate.of("workers-1", "workers", Boot.userData("#!/bin/bash\n"));

    public final LocalGcp gcp;

    public LocalProject(Path directory) throws IOException {
        gcp = LocalGcp.start(GcpSettings.in(directory), new PretendedVms());
    }

    /** A token, as the metadata server gives it. */
    public Credentials credentials() {
        return GoogleCredentials.create(
                new AccessToken(
                        gcp.accounts().issue(ACCOUNT),
                        Date.from(Instant.parse("2100-01-01T00:00:00Z"))));
    }

    /** The plugin's settings, with the cloud's endpoints. */
    public Map<String, String> settings(String... more) {
        Map<String, String> settings = Settings.of(more);
        gcp.endpoints()
                .forEach(
                        (key, value) ->
                                settings.putIfAbsent(key.replace("spillway.gcp.", ""), value));
        return settings;
    }

    @Override
    public void close() {
        gcp.close();
    }
}
