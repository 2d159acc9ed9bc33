package io.holdfast.client;

import com.tngtech.archunit.library.Architectures;
import io.holdfast.runtime.check.DeterminismRules;
import org.junit.jupiter.api.Test;

/** The layers of this module and the sources of time, threads and randomness. */
final class ClientRulesTest {
  @Test
  void theClientTakesTimeThreadsAndRandomnessFromItsRuntime() {
    DeterminismRules.check("io.holdfast.client");
  }

  @Test
  void packagesDependDownwardsOnly() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("client")
        .definedBy("io.holdfast.client")
        .layer("raw")
        .definedBy("io.holdfast.client.raw")
        .layer("txn")
        .definedBy("io.holdfast.client.txn")
        .layer("commit")
        .definedBy("io.holdfast.client.commit")
        .layer("lock")
        .definedBy("io.holdfast.client.lock")
        .layer("region")
        .definedBy("io.holdfast.client.region")
        .layer("tso")
        .definedBy("io.holdfast.client.tso")
        .layer("rpc")
        .definedBy("io.holdfast.client.rpc")
        .layer("error")
        .definedBy("io.holdfast.client.error")
        .whereLayer("client")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("raw")
        .mayOnlyBeAccessedByLayers("client")
        .whereLayer("txn")
        .mayOnlyBeAccessedByLayers("client", "raw")
        .whereLayer("commit")
        .mayOnlyBeAccessedByLayers("client", "txn")
        .whereLayer("lock")
        .mayOnlyBeAccessedByLayers("client", "txn", "commit")
        .whereLayer("region")
        .mayOnlyBeAccessedByLayers("client", "raw", "txn", "commit", "lock")
        .whereLayer("tso")
        .mayOnlyBeAccessedByLayers("client", "commit", "lock")
        .whereLayer("rpc")
        .mayOnlyBeAccessedByLayers("client", "raw", "txn", "commit", "lock", "region", "tso")
        .check(DeterminismRules.production("io.holdfast.client"));
  }
}
