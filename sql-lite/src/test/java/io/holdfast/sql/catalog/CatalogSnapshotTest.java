package io.holdfast.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.catalog.system.SystemCatalog;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CatalogSnapshotTest {
  private static final DatabaseDescriptor DATABASE = new DatabaseDescriptor(5, "postgres", 10);
  private static final SchemaDescriptor OTHER = new SchemaDescriptor(16_500, "other", 10);

  private static TableDescriptor table(int oid, int schema, String name) {
    return new TableBuilder(oid, schema, name, oid)
        .add("a", SqlType.INT4, true, null)
        .primaryKey(new PrimaryKey(name + "_pkey", oid + 1, oid + 2, List.of(1)))
        .build(1);
  }

  private static CatalogSnapshot snapshot() {
    return CatalogSnapshot.of(
        7,
        DATABASE,
        List.of(DATABASE),
        List.of(CatalogBootstrap.publicSchema(), OTHER),
        List.of(table(16_384, CatalogOids.PUBLIC, "t"), table(16_600, OTHER.oid(), "t")),
        new SystemCatalog());
  }

  private static int oid(CatalogSnapshot snapshot, List<String> path, String name) {
    return Objects.requireNonNull(snapshot.table(path, name)).oid();
  }

  @Test
  void aNameIsFoundInTheFirstSchemaOfThePathThatHasIt() {
    CatalogSnapshot snapshot = snapshot();
    assertThat(oid(snapshot, List.of("public", "other"), "t")).isEqualTo(16_384);
    assertThat(oid(snapshot, List.of("nowhere", "other", "public"), "t")).isEqualTo(16_600);
    assertThat(snapshot.table(List.of("public"), "u")).isNull();
  }

  @Test
  void pgCatalogComesFirstUnlessThePathSaysWhere() {
    CatalogSnapshot snapshot = snapshot().with(table(16_700, CatalogOids.PUBLIC, "pg_class"));
    assertThat(oid(snapshot, List.of("public"), "pg_class")).isEqualTo(1259);
    assertThat(oid(snapshot, List.of("public", "pg_catalog"), "pg_class")).isEqualTo(16_700);
  }

  @Test
  void ownChangesLieOverACopy() {
    CatalogSnapshot before = snapshot();
    CatalogSnapshot after = before.with(table(16_800, OTHER.oid(), "new")).withoutTable(16_384);
    assertThat(after.table("other", "new")).isNotNull();
    assertThat(after.table("public", "t")).isNull();
    assertThat(after.uncommitted()).isTrue();
    assertThat(before.table("public", "t")).isNotNull();
    assertThat(before.table("other", "new")).isNull();
    assertThat(before.uncommitted()).isFalse();
    assertThat(after.version()).isEqualTo(before.version());
  }

  @Test
  void indexesShareTheNameSpaceOfTables() {
    SchemaDescriptor schema = Objects.requireNonNull(snapshot().schema("public"));
    assertThat(snapshot().relationExists(schema, "t_pkey")).isTrue();
    assertThat(snapshot().relationExists(schema, "t")).isTrue();
    assertThat(snapshot().relationExists(schema, "x_pkey")).isFalse();
  }

  @Test
  void aDroppedSchemaIsGoneWithItsName() {
    CatalogSnapshot after = snapshot().withoutSchema(OTHER.oid());
    assertThat(after.schema("other")).isNull();
    assertThat(after.schemas())
        .extracting(SchemaDescriptor::name)
        .containsExactly("information_schema", "pg_catalog", "public");
  }
}
