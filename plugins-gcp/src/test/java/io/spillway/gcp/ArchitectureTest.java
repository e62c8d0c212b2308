package io.spillway.gcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.spillway.gcp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule seesTheSpiAndItsSdk =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "io.spillway.gcp..",
                            "io.spillway.cloud..",
                            "io.spillway.spi.cloud..",
                            "io.spillway.spi.diagnosis..",
                            "org.slf4j..",
                            "com.google..",
                            "com.sun.net.httpserver..",
                            "io.grpc..")
                    .because("a plugin sees the SPI, Google's clients, and what it brings along");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.spillway.gcp.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule loopsAndTimeAreTheRuntimes =
            noClasses()
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .because("a plugin translates");
}
