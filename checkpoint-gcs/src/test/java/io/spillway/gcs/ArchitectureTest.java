package io.spillway.gcs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.spillway.gcs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CLIENT = {
        "com.google.api..", "com.google.auth..", "org.apache.hc.."
    };

    @ArchTest
    static final ArchRule seesTheSpiAndFlinksFileSystems =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "io.spillway.gcs..",
                            "io.spillway.checkpoint..",
                            "io.spillway.spi.store..",
                            "org.apache.flink.configuration..",
                            "org.apache.flink.core.fs..",
                            CLIENT[0],
                            CLIENT[1],
                            CLIENT[2])
                    .because("a plugin sees the SPI, Flink's file systems and its own client");

    @ArchTest
    static final ArchRule onlyTheClientKnowsTheClient =
            classes()
                    .that()
                    .resideOutsideOfPackage("io.spillway.gcs.client..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(CLIENT)
                    .because("its exceptions are translated in one place");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.spillway.gcs.(*)..").should().beFreeOfCycles();
}
