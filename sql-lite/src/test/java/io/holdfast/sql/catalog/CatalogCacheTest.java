package io.holdfast.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.TableUse;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How long a node may believe what it has read (rule SQL-1), and who comes second (SQL-4). */
final class CatalogCacheTest {
  private static final int POSTGRES = CatalogOids.POSTGRES_DATABASE;

  private final MemoryCatalogStore store = new MemoryCatalogStore();
  private final CatalogIds ids = new CatalogIds(store);
  private final CatalogCache cache = cache();

  private CatalogCache cache() {
    CatalogBootstrap.run(store);
    return new CatalogCache(store, SystemRelations.NONE);
  }

  private TableDescriptor create(String name) {
    TableDescriptor table =
        new TableBuilder(ids.nextOid(), CatalogOids.PUBLIC, name, ids.nextDataId())
            .add("a", SqlType.INT4)
            .build(ids.nextVersion());
    write(table);
    return table;
  }

  private void write(TableDescriptor table) {
    store.transact(
        tx -> {
          tx.put(
              CatalogKeys.table(CatalogOids.POSTGRES_DATABASE, table.oid()),
              DescriptorCodec.encode(table));
          TableBlocks.nextVersion(tx);
          return true;
        });
  }

  private CatalogLease now() {
    return cache.at(POSTGRES, store.currentTimestamp());
  }

  @Test
  void aFreshClusterHasThreeDatabasesWithASchemaEach() {
    CatalogSnapshot snapshot = now().snapshot();
    assertThat(snapshot.databases())
        .extracting(DatabaseDescriptor::name)
        .containsExactly("postgres", "template0", "template1");
    assertThat(snapshot.schemas()).extracting(SchemaDescriptor::name).containsExactly("public");
  }

  @Test
  void makingTheCatalogueTwiceChangesNothing() {
    long version = now().snapshot().version();
    create("t");
    CatalogBootstrap.run(store);
    assertThat(cache.fresh(POSTGRES).snapshot().version()).isEqualTo(version + 1);
    assertThat(cache.fresh(POSTGRES).snapshot().table("public", "t")).isNotNull();
  }

  @Test
  void withinTheFirstHalfOfALeaseNothingIsRead() {
    now();
    int reads = store.reads();
    store.advance(CatalogLease.LEASE_MILLIS / 2 - 1);
    now();
    assertThat(store.reads()).isEqualTo(reads);
  }

  @Test
  void anUnchangedCatalogueIsSeenAgainWithOneRead() {
    CatalogSnapshot first = now().snapshot();
    store.advance(CatalogLease.LEASE_MILLIS + 1);
    int reads = store.reads();
    CatalogLease again = now();
    assertThat(store.reads()).isEqualTo(reads + 1);
    assertThat(again.snapshot()).isSameAs(first);
    assertThat(again.covers(store.currentTimestamp())).isTrue();
  }

  @Test
  void aVersionIsNotUsedWhenItsLeaseIsOver() {
    CatalogLease lease = now();
    create("t");
    long last = lease.validUntil() - 1;
    assertThat(lease.covers(last)).isTrue();
    assertThat(lease.covers(lease.validUntil())).isFalse();
    store.advance(CatalogLease.LEASE_MILLIS + 1);
    assertThat(now().snapshot().table("public", "t")).isNotNull();
  }

  @Test
  void waitingForLeasesOutlivesEveryLeaseGivenBefore() {
    CatalogLease lease = now();
    create("t");
    new TableBlocks(store).waitForLeases();
    assertThat(lease.covers(store.currentTimestamp())).isFalse();
  }

  @Test
  void whatDidNotChangeIsNotDecodedAgain() {
    create("t");
    TableDescriptor before =
        Objects.requireNonNull(cache.fresh(POSTGRES).snapshot().table("public", "t"));
    create("u");
    CatalogSnapshot after = cache.fresh(POSTGRES).snapshot();
    assertThat(after.table("public", "t")).isSameAs(before);
    assertThat(after.table("public", "u")).isNotNull();
  }

  @Test
  void whoeverLooksBesidesOthersUsesWhatTheFirstHasRead() {
    now();
    int reads = store.reads();
    create("t");
    CatalogSnapshot alone = cache.fresh(POSTGRES).snapshot();
    int whole = store.reads() - reads;
    create("u");
    List<CatalogLease> other = new ArrayList<>();
    store.besidesNextScan(() -> other.add(cache.fresh(POSTGRES)));
    reads = store.reads();
    CatalogLease mine = cache.fresh(POSTGRES);
    assertThat(store.reads() - reads).isEqualTo(whole + 2);
    assertThat(mine.snapshot()).isSameAs(other.get(0).snapshot()).isNotSameAs(alone);
    assertThat(mine.covers(store.currentTimestamp())).isTrue();
  }

  @Test
  void aDatabaseThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> cache.named("nope"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.INVALID_CATALOG_NAME);
              assertThat(e.message()).isEqualTo("database \"nope\" does not exist");
            });
  }

  @Test
  void aCommitIsBoundedByTheLeaseAndRefusedAfterAChange() {
    TableDescriptor table = create("t");
    CatalogLease lease = cache.fresh(POSTGRES);
    LeaseGuard guard = new LeaseGuard(cache);
    List<TableUse> used = List.of(new TableUse(table.oid(), table.version()));
    assertThat(guard.commitBefore(used)).isEqualTo(lease.validUntil());

    write(table.change().name("renamed").build(ids.nextVersion()));
    assertThat(guard.commitBefore(used)).isEqualTo(lease.validUntil());
    store.advance(CatalogLease.LEASE_MILLIS);
    assertThatThrownBy(() -> guard.commitBefore(used))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE));
  }

  @Test
  void aTimestampFromBeforeAChangeSeesTheCatalogueOfThatTime() {
    TableDescriptor table = create("t");
    cache.fresh(POSTGRES);
    long before = store.currentTimestamp();
    TableDescriptor moved = table.change().dataId(ids.nextDataId()).build(ids.nextVersion());
    write(moved);
    cache.fresh(POSTGRES);
    assertThat(cache.at(POSTGRES, before).snapshot().tableByOid(table.oid())).isEqualTo(table);
    assertThat(now().snapshot().tableByOid(table.oid())).isEqualTo(moved);
  }

  @Test
  void aCommitBoundIsRenewedWithoutAskingForATimestampWhileTheLeaseIsYoung() {
    TableDescriptor table = create("t");
    cache.fresh(POSTGRES);
    int timestamps = store.timestamps();
    new LeaseGuard(cache).commitBefore(List.of(new TableUse(table.oid(), table.version())));
    assertThat(store.timestamps()).isEqualTo(timestamps);
  }

  @Test
  void databasesAreMadeAndRemovedWithWhatIsInThem() {
    DatabaseCatalog databases = new DatabaseCatalog(store, cache, ids);
    assertThat(databases.create("d", CatalogOids.SUPERUSER, false)).isTrue();
    assertThat(databases.create("d", CatalogOids.SUPERUSER, false)).isFalse();
    CatalogSnapshot first = cache.named("d").snapshot();
    assertThat(first.schema("public")).isNotNull();
    int oid = first.database().oid();
    assertThat(databases.drop(oid)).isTrue();
    assertThatThrownBy(() -> cache.named("d"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.INVALID_CATALOG_NAME));
    assertThat(databases.create("d", CatalogOids.SUPERUSER, false)).isTrue();
    assertThat(cache.named("d").snapshot().database().oid()).isNotEqualTo(oid);
    assertThatThrownBy(() -> cache.at(oid, store.currentTimestamp()))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state()).isEqualTo(SqlState.ADMIN_SHUTDOWN));
  }

  private long mark(TableDescriptor table) {
    long blockId = ids.nextVersion();
    TreeMap<Integer, Long> tables = new TreeMap<>();
    tables.put(table.oid(), table.version());
    assertThat(new TableBlocks(store).block(POSTGRES, tables, new TreeSet<>(), blockId)).isTrue();
    return blockId;
  }

  @Test
  void whileAChangeIsPendingTheCatalogueIsThatOfTheStatementsTimestamp() {
    TableDescriptor table = create("t");
    mark(table);
    cache.fresh(POSTGRES);
    long before = store.currentTimestamp();
    TableDescriptor moved = table.change().dataId(ids.nextDataId()).build(ids.nextVersion());
    write(moved);
    long after = store.currentTimestamp();
    assertThat(dataId(after, table)).isEqualTo(moved.dataId());
    assertThat(dataId(before, table)).isEqualTo(table.dataId());
  }

  private long dataId(long ts, TableDescriptor table) {
    return Objects.requireNonNull(cache.at(POSTGRES, ts).snapshot().tableByOid(table.oid()))
        .dataId();
  }

  @Test
  void aCommitThatRestsOnATableAboutToChangeIsGoodUpToTheLookOnly() {
    TableDescriptor table = create("t");
    mark(table);
    LeaseGuard guard = new LeaseGuard(cache);
    cache.fresh(POSTGRES);
    List<TableUse> read = List.of(new TableUse(table.oid(), table.version()));
    assertThat(guard.commitBefore(read)).isLessThanOrEqualTo(store.currentTimestamp());
    write(table.change().dataId(ids.nextDataId()).build(ids.nextVersion()));
    assertThatThrownBy(() -> guard.commitBefore(read)).isInstanceOf(SqlException.class);
  }

  @Test
  void whoHasWrittenToATableThatAnotherKeepsDoesNotCommit() {
    TableDescriptor table = create("t");
    LeaseGuard guard = new LeaseGuard(cache);
    List<TableUse> written = List.of(new TableUse(table.oid(), table.version(), true));
    cache.fresh(POSTGRES);
    guard.commitBefore(written);
    long blockId = mark(table);
    cache.fresh(POSTGRES);
    assertThatThrownBy(() -> guard.commitBefore(written)).isInstanceOf(SqlException.class);
    new TableBlocks(store).unblock(POSTGRES, table.oid(), blockId);
    cache.fresh(POSTGRES);
    guard.commitBefore(written);
  }

  private void put(Bytes key, Bytes value) {
    store.transact(
        tx -> {
          tx.put(key, value);
          TableBlocks.nextVersion(tx);
          return true;
        });
  }

  private static void assertDamaged(ThrowingCallable use, String name) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED);
              assertThat(e.message()).contains(name);
              assertThat(e.field(SqlException.Field.DETAIL)).contains("sm");
            });
  }

  @Test
  void aDamagedEntryHarmsItsObjectOnly() {
    TableDescriptor sound = create("sound");
    TableDescriptor cut = create("cut");
    TableDescriptor junk = create("junk");
    SchemaDescriptor schema = new SchemaDescriptor(ids.nextOid(), "s", CatalogOids.SUPERUSER);
    Bytes whole = DescriptorCodec.encode(schema);
    Bytes table = DescriptorCodec.encode(cut);
    put(CatalogKeys.table(POSTGRES, cut.oid()), table.slice(0, table.length() - 2));
    put(CatalogKeys.table(POSTGRES, junk.oid()), Bytes.utf8("junk"));
    put(CatalogKeys.schema(POSTGRES, schema.oid()), whole.concat(Bytes.utf8("x")));
    put(CatalogKeys.database(77), Bytes.EMPTY);
    CatalogSnapshot snapshot = cache.fresh(POSTGRES).snapshot();
    assertThat(snapshot.table("public", "sound")).isEqualTo(sound);
    assertThat(snapshot.table("public", "other")).isNull();
    assertThat(snapshot.table("public", "junk")).isNull(); // Nobody can tell its name.
    assertThat(snapshot.tables()).containsExactly(sound);
    assertDamaged(() -> snapshot.table("public", "cut"), "\"cut\"");
    assertDamaged(() -> snapshot.schema("s"), "\"s\"");
    assertThat(cache.named("postgres").snapshot().database().oid()).isEqualTo(POSTGRES);
    assertDamaged(() -> cache.fresh(77), "ends early");
  }

  @Test
  void aVersionThatIsNoneIsNamed() {
    store.transact(
        tx -> {
          tx.put(CatalogKeys.VERSION, Bytes.utf8("x"));
          return true;
        });
    assertDamaged(() -> cache.fresh(POSTGRES), "version");
  }
}
