package io.spillway.gcp;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.spillway.gcp.client.Failures;
import io.spillway.spi.cloud.CloudException;
import java.io.IOException;

/** Who this process is to Google's APIs. */
final class GoogleAccess {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private GoogleAccess() {}

    /**
     * The application's default credentials, as all of Google's clients find them.
     *
     * @param service for messages
     */
    static Credentials credentials(String service) throws CloudException {
        try {
            return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
        } catch (IOException e) {
            throw Failures.noCredentials(service, e);
        }
    }
}
