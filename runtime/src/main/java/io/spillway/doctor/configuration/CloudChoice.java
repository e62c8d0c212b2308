package io.spillway.doctor.configuration;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which cloud is looked at.
 *
 * @param setting {@code spillway.cloud}
 * @param diagnosis that cloud's; empty when there is none to look at
 * @param here whether this machine is one of that cloud's
 * @param there the names of the clouds that there are plugins for
 */
public record CloudChoice(
        String setting, Optional<CloudDiagnosis> diagnosis, boolean here, List<String> there) {

    /** {@code spillway.cloud}: whichever knows the machine. */
    public static final String AUTO = "auto";

    /** {@code spillway.cloud}: no cloud. */
    public static final String NONE = "none";

    public CloudChoice {
        there = List.copyOf(there);
    }

    /**
     * Finds out. Blocks as long as {@code timeout} for each cloud that is asked.
     *
     * @param all those that there are plugins for
     * @param asked whether the user wants to know something of a cloud, wherever this process runs
     */
    public static CloudChoice of(
            String setting, List<CloudDiagnosis> all, boolean asked, Duration timeout) {
        List<String> names = all.stream().map(CloudDiagnosis::name).sorted().toList();
        if (!setting.equals(AUTO) && !setting.equals(NONE)) {
            Optional<CloudDiagnosis> named =
                    all.stream().filter(each -> each.name().equals(setting)).findFirst();
            boolean here = named.filter(each -> isHere(each, timeout)).isPresent();
            return new CloudChoice(setting, named, here, names);
        }
        if (setting.equals(AUTO)) {
            Optional<CloudDiagnosis> found =
                    all.stream().filter(each -> isHere(each, timeout)).findFirst();
            if (found.isPresent()) {
                return new CloudChoice(setting, found, true, names);
            }
        }
        return new CloudChoice(
                setting,
                asked && all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty(),
                false,
                names);
    }

    private static boolean isHere(CloudDiagnosis cloud, Duration timeout) {
        try {
            return cloud.isHere(timeout);
        } catch (CloudException e) {
            // It is, beyond doubt; one of the cloud's checks tells what is wrong.
            return true;
        }
    }
}
