package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An engine whose native library cannot be loaded is a refused start like any other. */
class BrokenLibraryTest {
  @Test
  void theStartIsRefusedWithTheReasonAndLeavesNothing() throws IOException {
    try (StoreWorld stores = new StoreWorld(3)) {
      stores.brokenLibrary = new ExceptionInInitializerError("cannot unpack the library");
      stores.addStore("store-1");
      stores.await(() -> stores.store("store-1").ready().isDone());
      assertThat(stores.store("store-1").ready())
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(StoreStartException.class)
          .withMessageContaining("cannot unpack the library");
      assertThat(stores.world.node("store-1").up()).isTrue();
      assertThat(stores.world.node("store-1").disk().paths())
          .noneMatch(path -> path.endsWith("IDENTITY") || path.endsWith("FORMAT"));
      stores.world.node("store-1").kill();
      stores.brokenLibrary = null;
      stores.restart("store-1");
      stores.awaitReady("store-1");
    }
  }
}
