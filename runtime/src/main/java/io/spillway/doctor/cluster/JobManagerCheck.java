package io.spillway.doctor.cluster;

import io.spillway.restapi.JobManagerException;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * Whether the JobManager answers, and is one that drains.
 *
 * @param known what is wrong with the configuration, as another check tells
 * @param ownVersion Flink's version in this installation
 */
public record JobManagerCheck(Cluster cluster, Set<String> known, String ownVersion)
        implements Check {

    @Override
    public String name() {
        return "JobManager";
    }

    @Override
    public Finding run(Duration timeout) throws Exception {
        String url;
        String version;
        boolean ours;
        try {
            url = cluster.jobManager().url();
            version = cluster.jobManager().flinkVersion();
            ours = cluster.fleet().isPresent();
        } catch (InvalidSettingsException e) {
            if (known.containsAll(e.problems())) {
                return Finding.skipped("config.yaml has to be corrected first");
            }
            return Finding.failure(
                    String.join("\n", e.problems()),
                    "correct it in config.yaml, or pass --jobmanager URL");
        } catch (JobManagerException e) {
            return Finding.failure(
                    e.getMessage(),
                    "look whether it runs (systemctl status spillway-jobmanager, and its log); then whether rest.address and rest.port, or --jobmanager, are right; then whether firewalls and security groups let this machine reach it");
        }
        if (!ours) {
            return Finding.warning(
                    "%s: Flink %s without Spillway".formatted(url, version),
                    "start it with \"spillway jobmanager\": with a stock one a drain is a checkpoint and then a failure");
        }
        String found = "%s: Spillway on Flink %s".formatted(url, version);
        return version.equals(ownVersion)
                ? Finding.ok(found)
                : Finding.failure(
                        found + ", here it is Flink " + ownVersion,
                        "run the same version on all machines");
    }
}
