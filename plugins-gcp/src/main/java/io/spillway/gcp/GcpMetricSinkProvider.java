package io.spillway.gcp;

import com.google.auth.Credentials;
import io.spillway.gcp.metrics.CloudMonitoringSink;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The way to Cloud Monitoring. */
public final class GcpMetricSinkProvider implements MetricSinkProvider {

    @Override
    public String name() {
        return GcpCloudProvider.NAME;
    }

    @Override
    public boolean isHere(Duration timeout) throws CloudException {
        return Located.find(timeout).isPresent();
    }

    @Override
    public MetricSink open(MetricTarget target, Map<String, String> settings)
            throws CloudException {
        GcpSettings own = GcpSettings.of(settings);
        return open(
                target,
                own,
                Placement.of(own),
                GoogleAccess.credentials("Cloud Monitoring"),
                CloudMonitoringSink.SHORTEST);
    }

    static MetricSink open(
            MetricTarget target,
            GcpSettings own,
            Placement place,
            Credentials credentials,
            Duration shortest)
            throws CloudException {
        try {
            return new CloudMonitoringSink(
                    target,
                    new CloudMonitoringSink.Place(
                            place.project(), place.location(), own.metricPrefix()),
                    own.monitoring(),
                    credentials,
                    shortest,
                    Clock.systemUTC());
        } catch (IOException e) {
            throw new CloudException("no client for Cloud Monitoring: " + e.getMessage(), e);
        }
    }
}
