package io.holdfast.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tables closed to writers while their rows are copied (rules SQL-2, SQL-6). */
final class TableBlocksTest {
  private static final int DATABASE = CatalogOids.POSTGRES_DATABASE;

  private final MemoryCatalogStore store = new MemoryCatalogStore();
  private final CatalogIds ids = new CatalogIds(store);
  private final TableBlocks blocks = new TableBlocks(store);
  private final GarbageCollector garbage = new GarbageCollector(store);
  private final TableDescriptor table = create();

  private TableDescriptor create() {
    CatalogBootstrap.run(store);
    TableDescriptor made =
        new TableBuilder(ids.nextOid(), CatalogOids.PUBLIC, "t", ids.nextDataId())
            .add("a", SqlType.INT4)
            .build(ids.nextVersion());
    put(CatalogKeys.table(DATABASE, made.oid()), DescriptorCodec.encode(made));
    return made;
  }

  private void put(Bytes key, Bytes value) {
    store.transact(
        tx -> {
          tx.put(key, value);
          return true;
        });
  }

  /** The number of a new mark on the table; 0 when it was refused. */
  private long block(long tableVersion) {
    long blockId = ids.nextVersion();
    SortedMap<Integer, Long> tables = new TreeMap<>(Map.of(table.oid(), tableVersion));
    return blocks.block(DATABASE, tables, new TreeSet<>(), blockId) ? blockId : 0;
  }

  private long block() {
    return block(table.version());
  }

  private TableDescriptor seen() {
    CatalogCache cache = new CatalogCache(store, SystemRelations.NONE);
    return Objects.requireNonNull(cache.fresh(DATABASE).snapshot().tableByOid(table.oid()));
  }

  @Test
  void aBlockedTableRefusesWritesAndIsOtherwiseAsItWas() {
    assertThat(block()).isPositive();
    assertThat(seen().version()).isEqualTo(table.version());
    assertThat(seen().writesBlocked()).isTrue();
  }

  @Test
  void aTableIsBlockedByOneAtATimeAndOnlyAsItWasSeen() {
    assertThat(block(table.version() + 1)).isZero();
    assertThat(block()).isPositive();
    assertThat(block()).isZero();
  }

  @Test
  void schemasAreMarkedAllOrNone() {
    TreeSet<Integer> schemas = new TreeSet<>(List.of(CatalogOids.PUBLIC));
    SortedMap<Integer, Long> other = new TreeMap<>(Map.of(table.oid(), table.version() + 1));
    assertThat(blocks.block(DATABASE, other, schemas, 1)).isFalse();
    assertThat(blocks.block(DATABASE, new TreeMap<>(), schemas, 2)).isTrue();
    assertThat(blocks.block(DATABASE, new TreeMap<>(), schemas, 3)).isFalse();
    blocks.unblock(DATABASE, CatalogOids.PUBLIC, 2);
    assertThat(blocks.block(DATABASE, new TreeMap<>(), schemas, 3)).isTrue();
  }

  @Test
  void onlyItsMakerRemovesABlock() {
    long blockId = block();
    blocks.unblock(DATABASE, table.oid(), blockId + 1);
    assertThat(seen().writesBlocked()).isTrue();
    blocks.unblock(DATABASE, table.oid(), blockId);
    assertThat(seen().writesBlocked()).isFalse();
  }

  @Test
  void anAbandonedBlockIsRemovedWhenItIsOld() {
    block();
    garbage.runOnce(1);
    assertThat(seen().writesBlocked()).isTrue();
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    garbage.runOnce(1);
    assertThat(seen().writesBlocked()).isFalse();
  }

  @Test
  void aBlockStaysWhileItsNodeSaysSoAndNotForEver() {
    long blockId = block();
    HeldBlocks held = new HeldBlocks(store);
    long began = store.nanos();
    held.add(DATABASE, table.oid(), blockId);
    while (store.nanos() - began < HeldBlocks.HOLD_NANOS_MAX) {
      held.refresh();
      store.advance(GarbageCollector.BLOCK_AGE_MILLIS - 1_000);
      garbage.runOnce(1);
      assertThat(seen().writesBlocked()).isTrue();
    }
    held.refresh();
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    garbage.runOnce(1);
    assertThat(seen().writesBlocked()).isFalse();
  }

  @Test
  void aBlockThatWasLostOrGivenBackIsNotMadeAgain() {
    long blockId = block();
    HeldBlocks held = new HeldBlocks(store);
    held.add(DATABASE, table.oid(), blockId);
    blocks.unblock(DATABASE, table.oid(), blockId);
    held.refresh();
    assertThat(store.get(store.currentTimestamp(), CatalogKeys.block(DATABASE, table.oid())))
        .isNull();
  }

  @Test
  void aBlockWhoseTransactionHasEndedIsAbandoned() {
    long blockId = block();
    HeldBlocks held = new HeldBlocks(store);
    held.add(DATABASE, table.oid(), blockId);
    held.remove(blockId);
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    held.refresh();
    garbage.runOnce(1);
    assertThat(seen().writesBlocked()).isFalse();
  }

  @Test
  void garbageIsRemovedInBatchesWhenItIsOld() {
    long dataId = 99;
    for (int i = 0; i < 1_500; i++) {
      put(SqlKeys.rows(dataId).concat(CatalogKeys.number(i)), Bytes.utf8("row"));
    }
    Bytes other = SqlKeys.rows(dataId + 1).concat(CatalogKeys.number(1));
    put(other, Bytes.utf8("row"));
    put(CatalogKeys.garbage(dataId), CatalogKeys.number(store.currentTimestamp()));

    assertThat(garbage.runOnce(100)).isFalse();
    assertThat(rows(dataId)).isEqualTo(1_500);
    store.advance(GarbageCollector.GARBAGE_AGE_MILLIS);
    assertThat(garbage.runOnce(1)).isTrue();
    assertThat(rows(dataId)).isEqualTo(500);
    assertThat(garbage.runOnce(100)).isFalse();
    assertThat(rows(dataId)).isZero();
    assertThat(store.scan(store.currentTimestamp(), CatalogKeys.allGarbage(), 10)).isEmpty();
    assertThat(store.get(store.currentTimestamp(), other)).isNotNull();
  }

  private int rows(long dataId) {
    Bytes prefix = SqlKeys.data(dataId);
    return store
        .scan(store.currentTimestamp(), new KeyRange(prefix, prefix.prefixEnd()), 10_000)
        .size();
  }

  @Test
  void numbersAreHandedOutOnceByAllNodesTogether() {
    CatalogIds other = new CatalogIds(store);
    Set<Long> seen = new TreeSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.nextRowId())).isTrue();
      assertThat(seen.add(other.nextRowId())).isTrue();
    }
    assertThat(ids.nextOid()).isGreaterThanOrEqualTo(CatalogOids.FIRST_USER_OID);
    assertThat(other.nextOid()).isNotEqualTo(ids.nextOid());
  }
}
