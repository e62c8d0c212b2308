package io.spillway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ServiceLoader;
import java.util.Set;

/** The boundaries between the parts of the runtime: docs/adr/0001 says why each one is there. */
@AnalyzeClasses(packages = "io.spillway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /**
     * What the agent and the settings use of Flink beyond its public API: they compute a
     * TaskManager's memory as Flink does, start Flink's own main class and tell its version; and
     * the rehearsal runs Flink's own small cluster.
     */
    private static final Set<String> FLINK_INTERNALS_FOR_ALL =
            Set.of(
                    "org.apache.flink.configuration.GlobalConfiguration",
                    "org.apache.flink.runtime.minicluster.MiniCluster",
                    "org.apache.flink.runtime.minicluster.MiniClusterConfiguration",
                    "org.apache.flink.runtime.minicluster.MiniClusterConfiguration$Builder",
                    "org.apache.flink.runtime.minicluster.RpcServiceSharing",
                    "org.apache.flink.runtime.jobgraph.JobGraph",
                    "org.apache.flink.runtime.rpc.RpcSystem",
                    "org.apache.flink.runtime.jobmaster.JobResult",
                    "org.apache.flink.streaming.api.graph.StreamGraph",
                    "org.apache.flink.streaming.api.graph.ExecutionPlan",
                    "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                    "org.apache.flink.runtime.util.EnvironmentInformation");

    private static final DescribedPredicate<JavaClass> FLINK_INTERNALS =
            describe(
                    "internal to Flink",
                    javaClass ->
                            !FLINK_INTERNALS_FOR_ALL.contains(javaClass.getName())
                                    && (javaClass.isAnnotatedWith(
                                                    "org.apache.flink.annotation.Internal")
                                            || isFlinkRuntime(javaClass)));

    private static boolean isFlinkRuntime(JavaClass javaClass) {
        String name = javaClass.getName();
        return name.startsWith("org.apache.flink.runtime.")
                // How a TaskManager's memory and JVM flags are computed.
                && !name.startsWith("org.apache.flink.runtime.clusterframework.")
                && !name.startsWith("org.apache.flink.runtime.util.config.memory.")
                // TLS as the user configured it for Flink's REST endpoint.
                && !name.startsWith("org.apache.flink.runtime.net.SSLUtils");
    }

    @ArchTest
    static final ArchRule spiDependsOnNothing =
            classes()
                    .that()
                    .resideInAPackage("io.spillway.spi..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.spillway.spi.."))
                    .because("plugins see the SPI and nothing else of ours");

    @ArchTest
    static final ArchRule flinkInternalsLiveInTwoRooms =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.spillway.jobmanager..", "io.spillway.ha..", "io.spillway.plugins..")
                    .should()
                    .dependOnClassesThat(FLINK_INTERNALS)
                    .because("a Flink upgrade has two rooms to visit, and the plugins' door");

    @ArchTest
    static final ArchRule pluginsComeThroughOneDoor =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.spillway.plugins..")
                    .should()
                    .dependOnClassesThat(
                            describe(
                                    "load plugins",
                                    javaClass ->
                                            javaClass.isEquivalentTo(ServiceLoader.class)
                                                    || javaClass
                                                            .getName()
                                                            .equals(
                                                                    "org.apache.flink.core.plugin.DefaultPluginManager")))
                    .because("each has a class loader of its own, and sees the SPI alone");

    @ArchTest
    static final ArchRule thePluginsDoorKnowsTheSpiAlone =
            noClasses()
                    .that()
                    .resideInAPackage("io.spillway.plugins..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.spillway..")
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAnyPackage(
                                                            "io.spillway.plugins..",
                                                            "io.spillway.spi.."))))
                    .because("every process goes through it");

    @ArchTest
    static final ArchRule processesDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.spillway.agent..", "io.spillway.cli..", "io.spillway.page..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.spillway.jobmanager.."))
                    .because("they talk over the REST API");

    @ArchTest
    static final ArchRule thePageSeesAFleetByItsRestApiAlone =
            noClasses()
                    .that()
                    .resideInAPackage("io.spillway.page..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.spillway..")
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAnyPackage(
                                                            "io.spillway.page..",
                                                            "io.spillway.restapi..",
                                                            "io.spillway.spi.."))))
                    .because("it shows any JobManager's fleet, and the demo's as well");

    @ArchTest
    static final ArchRule onlyThePageAndTheExporterListen =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.spillway.page..", "io.spillway.exporter..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("com.sun.net.httpserver.."))
                    .because("whoever listens must guard what it answers, in one place");

    @ArchTest
    static final ArchRule theExporterKnowsNothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage("io.spillway.exporter..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.spillway..")
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAPackage("io.spillway.exporter.."))))
                    .because("it exports whatever Flink measures");

    @ArchTest
    static final ArchRule jobManagerDoesNotKnowTheOthers =
            noClasses()
                    .that()
                    .resideInAPackage("io.spillway.jobmanager..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.spillway.agent..",
                                    "io.spillway.cli..",
                                    "io.spillway.page.."))
                    .because("they talk over the REST API");

    @ArchTest
    static final ArchRule partsFormNoCycle =
            slices().matching("io.spillway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheJobManagerFormNoCycle =
            slices().matching("io.spillway.jobmanager.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheAgentFormNoCycle =
            slices().matching("io.spillway.agent.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingSleeps =
            noClasses()
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .because("time comes in through the constructor");

    @ArchTest
    static final ArchRule nothingDecidesByTheWallClock =
            noClasses()
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(LocalDateTime.class, "now")
                    .because("times between processes are durations; a clock is a parameter");

    @ArchTest
    static final ArchRule nothingReflectsIntoOthers =
            noClasses()
                    .should()
                    .callMethod(
                            java.lang.reflect.AccessibleObject.class,
                            "setAccessible",
                            boolean.class)
                    .because("Flink is extended through its constructors and factories");

    @ArchTest
    static final ArchRule nothingIsPlacedIntoFlink =
            classes().should().resideInAPackage("io.spillway..");
}
