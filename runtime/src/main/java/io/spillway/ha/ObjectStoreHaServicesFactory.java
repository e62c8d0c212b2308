package io.spillway.ha;

import io.spillway.ha.lease.LeaseTerms;
import io.spillway.settings.HaOptions;
import java.util.concurrent.Executor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.ClientHighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesFactory;

/**
 * What {@code high-availability.type: object-store} makes of Flink's high availability. Flink makes
 * it by its name.
 */
public final class ObjectStoreHaServicesFactory implements HighAvailabilityServicesFactory {

    @Override
    public HighAvailabilityServices createHAServices(Configuration configuration, Executor executor)
            throws Exception {
        return ObjectStoreHaServices.create(
                configuration,
                executor,
                LeaseTerms.ofLease(configuration.get(HaOptions.LEASE.option())));
    }

    @Override
    public ClientHighAvailabilityServices createClientHAServices(Configuration configuration)
            throws Exception {
        return createHAServices(configuration, Runnable::run);
    }
}
