package io.holdfast.store.txn.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;
import io.holdfast.store.planted.PlantedCommands;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands at random against a plain map of all records (V14): versions below newer ones (V3),
 * rollbacks kept as flags (V7), own commits found before conflicts are reported (V8).
 */
final class MvccModelTest {
  private static final int STEPS = 2000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomCommandsAgreeWithTheNaiveModel(long seed) {
    new RandomCommands(seed, new PercolatorCommands()).run(STEPS);
  }

  @Test
  void theSameHoldsOnRealFiles(@TempDir Path directory) {
    RocksEngine engine = RocksEngine.open(directory.resolve("db"), RocksOptions.small());
    TxnCommands commands = new PercolatorCommands();
    CommandStore store = new CommandStore(engine, commands, KeyRange.ALL);
    new RandomCommands(99, commands, store).run(STEPS);
  }

  private static void mustBeFound(TxnCommands planted) {
    assertThatThrownBy(() -> new RandomCommands(1, planted).run(STEPS)).isInstanceOf(Error.class);
  }

  @Test
  void aMissingConflictCheckIsFound() {
    mustBeFound(PlantedCommands.noConflictCheck());
  }

  @Test
  void aForgottenRollbackRecordIsFound() {
    mustBeFound(PlantedCommands.noRollbackRecord());
  }

  @Test
  void aResolveThatIgnoresACommitIsFound() {
    mustBeFound(PlantedCommands.resolveIgnoresCommit());
  }

  @Test
  void aDuplicatePrewriteAppliedAgainIsFound() {
    mustBeFound(PlantedCommands.duplicatePrewriteApplied());
  }

  @Test
  void readsThatIgnoreLocksAreFound() {
    mustBeFound(PlantedCommands.readsIgnoreLocks());
  }
}
