package io.holdfast.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.region.RegionDescriptor;
import org.junit.jupiter.api.Test;

class OpenSourcesTest {
  private final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
  private final OpenSources sources = new OpenSources();

  private SnapshotSource source() {
    RegionDescriptor all = RegionDescriptor.of(Region.newBuilder().setId(1).build());
    return new SnapshotSource(engine.snapshot(), all, 1);
  }

  /**
   * Rule D10: also of the one that no sender has taken over yet, and of the one that comes late.
   */
  @Test
  void theEndClosesWhatIsOpenAndWhatComesLater() {
    engine.write(
        new WriteBatch()
            .put(Family.DEFAULT, Bytes.utf8("a"), Bytes.utf8("1"))
            .put(Family.DEFAULT, Bytes.utf8("b"), Bytes.utf8("2")));
    SnapshotSource sending = source();
    SnapshotSource waiting = source();
    sources.add(sending);
    sources.add(waiting);
    assertThat(sending.next()).isNotNull();
    assertThat(engine.openHandles()).isEqualTo(3);
    sources.stop();
    assertThat(engine.openHandles()).isZero();
    assertThat(sending.next()).as("a sender goes on and finds nothing").isNull();
    sending.close();
    sources.add(source());
    assertThat(engine.openHandles()).isZero();
    engine.refuseUsers();
    assertThat(engine.closeIfUnused()).isTrue();
  }
}
