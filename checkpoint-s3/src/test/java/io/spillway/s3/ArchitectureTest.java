package io.spillway.s3;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.spillway.s3", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule seesTheSpiAndFlinksFileSystems =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "io.spillway.s3..",
                            "io.spillway.checkpoint..",
                            "io.spillway.spi.store..",
                            "org.apache.flink.configuration..",
                            "org.apache.flink.core.fs..",
                            "org.apache.flink.core.io..",
                            "org.slf4j..",
                            "software.amazon.awssdk..")
                    .because("a plugin sees the SPI, Flink's file systems and its own SDK");

    @ArchTest
    static final ArchRule onlyTheClientKnowsTheSdk =
            classes()
                    .that()
                    .resideOutsideOfPackage("io.spillway.s3.client..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackage("software.amazon.awssdk..")
                    .because("its exceptions are translated in one place");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.spillway.s3.(*)..").should().beFreeOfCycles();
}
