package io.holdfast.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors keep their numbers (rule SQL-5). */
final class DescriptorCodecTest {
  private static TableDescriptor accounts() {
    return new TableBuilder(16_384, CatalogOids.PUBLIC, "pgbench_accounts", 1L << 40)
        .add("aid", SqlType.INT4, true, null)
        .add("bid", SqlType.INT4)
        .add("filler", new SqlType(BaseType.BPCHAR, 88), false, "'x'")
        .primaryKey(new PrimaryKey("pgbench_accounts_pkey", 16_385, 16_386, List.of(1)))
        .indexes(List.of(new IndexDescriptor(16_390, "i", 1, true, 0, List.of(2, 1))))
        .option("fillfactor", "100")
        .comment("Kontostände")
        .writesBlocked(true)
        .build(77);
  }

  @Test
  void aTableComesBackAsItWas() {
    TableDescriptor table = accounts();
    assertThat(DescriptorCodec.decodeTable(DescriptorCodec.encode(table))).isEqualTo(table);
  }

  @Test
  void aTableWithoutKeyAndColumnsComesBackAsItWas() {
    TableDescriptor table = new TableBuilder(20_000, 2200, "x", 5).build(1);
    assertThat(DescriptorCodec.decodeTable(DescriptorCodec.encode(table))).isEqualTo(table);
    assertThat(table.hasHiddenKey()).isTrue();
  }

  @Test
  void aSchemaAndADatabaseComeBackAsTheyWere() {
    SchemaDescriptor schema = new SchemaDescriptor(16_400, "s 2", 10, null);
    assertThat(DescriptorCodec.decodeSchema(DescriptorCodec.encode(schema))).isEqualTo(schema);
    DatabaseDescriptor database = new DatabaseDescriptor(5, "postgres", 10, true, false, "c");
    assertThat(DescriptorCodec.decodeDatabase(DescriptorCodec.encode(database)))
        .isEqualTo(database);
  }

  @Test
  void anotherFormatIsRefused() {
    byte[] bytes = DescriptorCodec.encode(accounts()).toArray();
    bytes[0] = 4;
    assertThatThrownBy(() -> DescriptorCodec.decodeTable(Bytes.wrap(bytes)))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void everyTruncatedEntryIsRefused() {
    Bytes whole = DescriptorCodec.encode(accounts());
    for (int length = 0; length < whole.length(); length++) {
      Bytes part = whole.slice(0, length);
      assertThatThrownBy(() -> DescriptorCodec.decodeTable(part)).isInstanceOf(SqlException.class);
    }
    Bytes longer = whole.concat(Bytes.hex("00"));
    assertThatThrownBy(() -> DescriptorCodec.decodeTable(longer)).isInstanceOf(SqlException.class);
  }

  @Test
  void idsOfDroppedColumnsAreNotGivenAgain() {
    TableDescriptor table = accounts().change().drop(3).build(78);
    TableDescriptor more = table.change().add("late", SqlType.TEXT).build(79);
    assertThat(more.columns()).extracting(ColumnDescriptor::id).containsExactly(1, 2, 4);
    assertThat(DescriptorCodec.decodeTable(DescriptorCodec.encode(more))).isEqualTo(more);
  }
}
