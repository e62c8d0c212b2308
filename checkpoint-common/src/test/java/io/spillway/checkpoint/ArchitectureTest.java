package io.spillway.checkpoint;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.spillway.checkpoint",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNoCloud =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            // The JDK's, too: how busy the processors are.
                            "com.sun.management..",
                            "io.spillway.checkpoint..",
                            "io.spillway.spi.store..",
                            "org.apache.flink.configuration..",
                            "org.apache.flink.core.fs..",
                            "org.apache.flink.core.io..",
                            "org.slf4j..")
                    .because("it is the same for all clouds");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.spillway.checkpoint.(*)..").should().beFreeOfCycles();
}
