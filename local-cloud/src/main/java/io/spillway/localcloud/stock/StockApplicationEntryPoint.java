package io.spillway.localcloud.stock;

import java.io.File;
import java.util.Arrays;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.runtime.util.JvmShutdownSafeguard;
import org.apache.flink.runtime.util.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's own application cluster, as {@code bin/standalone-job.sh} starts it. Flink's class for
 * that, {@code StandaloneApplicationClusterEntryPoint}, is in flink-container, which isn't on Maven
 * Central; this one does what that does and nothing else: scheduler, slot pool, dispatcher and REST
 * endpoint are Flink's. It is the only class of Spillway's in a stock JobManager.
 */
public final class StockApplicationEntryPoint extends ApplicationClusterEntryPoint {
    private static final Logger LOG = LoggerFactory.getLogger(StockApplicationEntryPoint.class);

    private StockApplicationEntryPoint(Configuration configuration, PackagedProgram program) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
    }

    @Override
    protected boolean supportsReactiveMode() {
        return true;
    }

    /** {@code CONF_DIR JOB_JAR [ARG…]}; the jar's manifest names the job's class. */
    public static void main(String[] arguments) throws Exception {
        EnvironmentInformation.logEnvironmentInfo(LOG, "Stock Flink", arguments);
        SignalHandler.register(LOG);
        JvmShutdownSafeguard.installAsShutdownHook(LOG);
        Configuration configuration = GlobalConfiguration.loadConfiguration(arguments[0]);
        PackagedProgram program =
                PackagedProgram.newBuilder()
                        .setJarFile(new File(arguments[1]))
                        .setArguments(Arrays.copyOfRange(arguments, 2, arguments.length))
                        .setConfiguration(configuration)
                        .build();
        configureExecution(configuration, program);
        ClusterEntrypoint.runClusterEntrypoint(
                new StockApplicationEntryPoint(configuration, program));
    }
}
