package io.holdfast.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.SqlType;
import org.junit.jupiter.api.Test;

/** Tables closed to writers while their rows are copied (rules SQL-2, SQL-3, SQL-6). */
final class TableBlocksTest {
  private static final int DATABASE = CatalogOids.POSTGRES_DATABASE;

  private final MemoryCatalogStore store = new MemoryCatalogStore();
  private final CatalogIds ids = new CatalogIds(store);
  private final TableBlocks blocks = new TableBlocks(store, ids);
  private final GarbageCollector garbage = new GarbageCollector(store, ids);
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

  private TableDescriptor stored() {
    Bytes value = store.get(store.currentTimestamp(), CatalogKeys.table(DATABASE, table.oid()));
    return DescriptorCodec.decodeTable(java.util.Objects.requireNonNull(value));
  }

  @Test
  void aBlockedTableHasAnotherVersionAndRefusesWrites() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    assertThat(stored().version()).isEqualTo(version).isNotEqualTo(table.version());
    assertThatThrownBy(() -> stored().requireWritesAllowed()).isInstanceOf(SqlException.class);
  }

  @Test
  void aTableIsBlockedByOneAtATimeAndOnlyAsItWasSeen() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    assertThatThrownBy(() -> blocks.block(DATABASE, table.oid(), version))
        .isInstanceOf(SqlException.class);
    assertThatThrownBy(() -> blocks.block(DATABASE, table.oid(), table.version()))
        .isInstanceOf(SqlException.class);
  }

  @Test
  void onlyItsMakerRemovesABlock() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    blocks.unblock(DATABASE, table.oid(), version + 1);
    assertThat(stored().writesBlocked()).isTrue();
    blocks.unblock(DATABASE, table.oid(), version);
    assertThat(stored().writesBlocked()).isFalse();
    assertThat(stored().version()).isNotIn(version, table.version());
  }

  @Test
  void anAbandonedBlockIsRemovedWhenItIsOld() {
    blocks.block(DATABASE, table.oid(), table.version());
    garbage.runOnce(1);
    assertThat(stored().writesBlocked()).isTrue();
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    garbage.runOnce(1);
    assertThat(stored().writesBlocked()).isFalse();
  }

  @Test
  void aBlockStaysWhileItsNodeSaysSoAndNotForEver() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    HeldBlocks held = new HeldBlocks(store);
    long began = store.nanos();
    held.add(DATABASE, table.oid(), version);
    while (store.nanos() - began < HeldBlocks.HOLD_NANOS_MAX) {
      held.refresh();
      store.advance(GarbageCollector.BLOCK_AGE_MILLIS - 1_000);
      garbage.runOnce(1);
      assertThat(stored().version()).isEqualTo(version);
    }
    held.refresh();
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    garbage.runOnce(1);
    assertThat(stored().writesBlocked()).isFalse();
  }

  @Test
  void aBlockThatWasLostOrGivenBackIsNotMadeAgain() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    HeldBlocks held = new HeldBlocks(store);
    held.add(DATABASE, table.oid(), version);
    blocks.unblock(DATABASE, table.oid(), version);
    held.refresh();
    assertThat(store.get(store.currentTimestamp(), CatalogKeys.block(DATABASE, table.oid())))
        .isNull();
  }

  @Test
  void aBlockWhoseTransactionHasEndedIsAbandoned() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    HeldBlocks held = new HeldBlocks(store);
    held.add(DATABASE, table.oid(), version);
    held.remove(version);
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    held.refresh();
    garbage.runOnce(1);
    assertThat(stored().writesBlocked()).isFalse();
  }

  @Test
  void anAbandonedBlockOfATableThatHasChangedIsRemovedAfterLeasesHaveEnded() {
    long version = blocks.block(DATABASE, table.oid(), table.version());
    put(
        CatalogKeys.table(DATABASE, table.oid()),
        DescriptorCodec.encode(TableBlocks.blocked(table, version + 1)));
    store.advance(GarbageCollector.BLOCK_AGE_MILLIS);
    long before = store.currentTimestamp();
    garbage.runOnce(1);
    assertThat(stored().writesBlocked()).isFalse();
    assertThat(store.currentTimestamp()).isGreaterThanOrEqualTo(CatalogLease.after(before));
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
    java.util.Set<Long> seen = new java.util.TreeSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.nextRowId())).isTrue();
      assertThat(seen.add(other.nextRowId())).isTrue();
    }
    assertThat(ids.nextOid()).isGreaterThanOrEqualTo(CatalogOids.FIRST_USER_OID);
    assertThat(other.nextOid()).isNotEqualTo(ids.nextOid());
  }
}
