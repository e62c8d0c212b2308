package io.spillway.ha.pointers;

import org.apache.flink.api.common.ApplicationID;
import org.apache.flink.runtime.jobmanager.ApplicationStoreUtil;

/** What applications are called in the cluster's manifest. */
public enum ApplicationNames implements ApplicationStoreUtil {
    INSTANCE;

    /** What all names begin with. */
    public static final String PREFIX = "application-";

    @Override
    public String applicationIdToName(ApplicationID applicationId) {
        return PREFIX + applicationId.toHexString();
    }

    /**
     * @throws IllegalArgumentException when it is no such name
     */
    @Override
    public ApplicationID nameToApplicationId(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "'%s' isn't the name of an application".formatted(name));
        }
        return ApplicationID.fromHexString(name.substring(PREFIX.length()));
    }
}
