package io.holdfast.raft.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The core does nothing but compute: no I/O, no threads, no time, no hidden randomness. */
final class PurityTest {
  private static final String[] PURE = {
    "io.holdfast.raft.core",
    "io.holdfast.raft.quorum",
    "io.holdfast.raft.progress",
    "io.holdfast.raft.confchange"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(PURE);

  @Test
  void thePurePackagesUseOnlyValuesAndCollections() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.holdfast.raft.core",
            "io.holdfast.raft.quorum",
            "io.holdfast.raft.progress",
            "io.holdfast.raft.confchange",
            "io.holdfast.runtime.base",
            "java.lang..",
            "java.nio",
            "java.util",
            "java.util.function",
            "java.util.random",
            "java.util.stream",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  @Test
  void nothingInThemReadsAClockStartsAThreadOrDrawsItsOwnRandomNumbers() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.util.Random.class, java.util.HashMap.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.HashSet.class)
        .check(CLASSES);
  }

  @Test
  void theLayersHaveNoCycle() {
    slices().matching("io.holdfast.raft.(*)..").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("io.holdfast.raft.quorum", "io.holdfast.raft.progress")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.holdfast.raft.confchange")
        .check(CLASSES);
  }
}
