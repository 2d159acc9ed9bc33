package io.holdfast.endtoend.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Which room may see which: the arrows of docs/ARCHITECTURE.md, as rules. */
class LayersTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.holdfast");

  @Test
  void modulesDependDownwardsOnly() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("runtime")
            .definedBy("io.holdfast.runtime..")
            .layer("protocol")
            .definedBy("io.holdfast.protocol..")
            .layer("raft")
            .definedBy("io.holdfast.raft..")
            .layer("store")
            .definedBy("io.holdfast.store..")
            .layer("pd")
            .definedBy("io.holdfast.pd..")
            .layer("client")
            .definedBy("io.holdfast.client..")
            .layer("expressions")
            .definedBy(
                "io.holdfast.sql.error..",
                "io.holdfast.sql.type..",
                "io.holdfast.sql.codec..",
                "io.holdfast.sql.expr..",
                "io.holdfast.sql.function..")
            .layer("sql")
            .definedBy(
                "io.holdfast.sql.parse..",
                "io.holdfast.sql.catalog..",
                "io.holdfast.sql.ddl..",
                "io.holdfast.sql.txn..",
                "io.holdfast.sql.plan..",
                "io.holdfast.sql.exec..",
                "io.holdfast.sql.session..",
                "io.holdfast.sql.pgwire..",
                "io.holdfast.sql.server..")
            .layer("simulation")
            .definedBy("io.holdfast.simulation..")
            .layer("testkit")
            .definedBy("io.holdfast.cluster..")
            .layer("workloads")
            .definedBy("io.holdfast.workload..")
            .layer("cli")
            .definedBy("io.holdfast.cli..")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers(
                "store", "pd", "client", "expressions", "sql", "testkit", "workloads", "cli")
            .whereLayer("raft")
            .mayOnlyBeAccessedByLayers("store", "pd", "testkit", "workloads", "cli")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("testkit", "workloads", "cli")
            .whereLayer("pd")
            .mayOnlyBeAccessedByLayers("testkit", "workloads", "cli")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("sql", "testkit", "workloads", "cli")
            .whereLayer("expressions")
            .mayOnlyBeAccessedByLayers("store", "sql", "testkit", "workloads", "cli")
            .whereLayer("sql")
            .mayOnlyBeAccessedByLayers("testkit", "workloads", "cli")
            .whereLayer("simulation")
            .mayOnlyBeAccessedByLayers("testkit", "workloads", "cli")
            .whereLayer("testkit")
            .mayOnlyBeAccessedByLayers("workloads", "cli")
            .whereLayer("workloads")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();
    rule.check(PRODUCT);
  }

  @Test
  void theRaftCoreIsPure() {
    classes()
        .that()
        .resideInAnyPackage(
            "io.holdfast.raft.core..",
            "io.holdfast.raft.quorum..",
            "io.holdfast.raft.progress..",
            "io.holdfast.raft.confchange..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util",
            "java.util.function..",
            "java.util.random..",
            "java.util.stream..",
            "java.nio",
            "org.jspecify..",
            "io.holdfast.runtime.base..",
            "io.holdfast.raft.core..",
            "io.holdfast.raft.quorum..",
            "io.holdfast.raft.progress..",
            "io.holdfast.raft.confchange..")
        .check(PRODUCT);
  }

  @Test
  void mvccAndCommandsKnowNeitherWireNorRaft() {
    noClasses()
        .that()
        .resideInAnyPackage("io.holdfast.store.mvcc..", "io.holdfast.store.txn.command..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.holdfast.protocol.wire..", "io.holdfast.raft..", "io.grpc..", "org.rocksdb..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheRocksRoomAndTheLimitsOfTheMachineKnowRocksDb() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.holdfast.store.engine.rocksdb..", "io.holdfast.bench.yardstick..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheRewritingRoomKnowsCalcite() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.holdfast.sql.plan.rewrite..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.calcite..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheSocketRoomOfTheSqlLayerKnowsNetty() {
    noClasses()
        .that()
        .resideInAPackage("io.holdfast.sql..")
        .and()
        .resideOutsideOfPackage("io.holdfast.sql.pgwire.netty..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(PRODUCT);
  }

  @Test
  void statementsFlowFromTheWireToTheClientOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("parse")
        .definedBy("io.holdfast.sql.parse..")
        .layer("plan")
        .definedBy("io.holdfast.sql.plan..")
        .layer("exec")
        .definedBy("io.holdfast.sql.exec..", "io.holdfast.sql.ddl..")
        .layer("session")
        .definedBy("io.holdfast.sql.session..")
        .layer("wire")
        .definedBy("io.holdfast.sql.pgwire..", "io.holdfast.sql.server..")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("exec", "session", "wire")
        .whereLayer("exec")
        .mayOnlyBeAccessedByLayers("session", "wire")
        .whereLayer("session")
        .mayOnlyBeAccessedByLayers("wire")
        .whereLayer("wire")
        .mayNotBeAccessedByAnyLayer()
        .check(PRODUCT);
  }
}
