package io.spillway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets all that is awaited take a minute unless a test says otherwise. Awaitility's own 10 s are
 * too few where other builds run on the same machine. JUnit finds it as a service.
 */
public final class PatientAwaitility implements LauncherSessionListener {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
