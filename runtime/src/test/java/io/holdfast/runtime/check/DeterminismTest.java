package io.holdfast.runtime.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class DeterminismTest {
  @Test
  void onlyTheProductionRuntimeTouchesTheOutsideWorld() {
    DeterminismRules.check(
        "io.holdfast.runtime",
        "io.holdfast.runtime.node",
        "io.holdfast.runtime.file",
        "io.holdfast.runtime.net",
        "io.holdfast.runtime.scratch",
        "io.holdfast.runtime.check");
  }

  @Test
  void theRuleFindsEachKindOfOffence() {
    var result =
        DeterminismRules.rule().evaluate(new ClassFileImporter().importClasses(Offender.class));
    assertThat(result.getFailureReport().getDetails())
        .hasSize(5)
        .anyMatch(line -> line.contains("nanoTime"))
        .anyMatch(line -> line.contains("Random"))
        .anyMatch(line -> line.contains("Thread"))
        .anyMatch(line -> line.contains("runAsync"));
  }

  @Test
  void theRuleAllowsAnExplicitExecutor() {
    var result =
        DeterminismRules.rule().evaluate(new ClassFileImporter().importClasses(Innocent.class));
    assertThat(result.hasViolation()).isFalse();
  }

  static final class Offender {
    long offend() throws Exception {
      Thread.sleep(new java.util.Random().nextInt());
      CompletableFuture<Void> late = CompletableFuture.runAsync(() -> {});
      return late.isDone() ? System.nanoTime() : 0;
    }
  }

  static final class Innocent {
    CompletableFuture<Void> behave(Executor executor) {
      return CompletableFuture.runAsync(() -> {}, executor);
    }
  }
}
