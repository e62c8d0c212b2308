package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cloud that may have troubles, which a test steers by its fields. */
public final class FakeDiagnosis implements CloudDiagnosis {
    private final String name;

    /** Whether the machine is one of this cloud's. */
    public boolean here;

    /** When not null, it is, but can't be asked, for this reason. */
    public String failure;

    /** What it looks at. */
    public final List<Check> checks = new ArrayList<>();

    /** What it was asked to look at, in order. */
    public final List<DiagnosisSubject> subjects = new ArrayList<>();

    public FakeDiagnosis(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isHere(Duration timeout) throws CloudException {
        if (failure != null) {
            throw new CloudException(failure);
        }
        return here;
    }

    @Override
    public List<Check> checks(DiagnosisSubject subject) {
        subjects.add(subject);
        return checks;
    }

    @Override
    public Optional<Duration> shortestNotice() {
        return Optional.of(Duration.ofMinutes(2));
    }

    @Override
    public List<URI> clocks(Map<String, String> settings) {
        return List.of();
    }
}
