package io.holdfast.sql.catalog;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schemas and virtual tables that every database has. Immutable. */
public interface SystemRelations {
  /** Nothing: for tests of what does not need them. */
  SystemRelations NONE =
      new SystemRelations() {
        @Override
        public Collection<SchemaDescriptor> schemas() {
          return List.of();
        }

        @Override
        public Collection<TableDescriptor> tables() {
          return List.of();
        }

        @Override
        public @Nullable TableDescriptor table(int schemaOid, String name) {
          return null;
        }

        @Override
        public @Nullable TableDescriptor tableByOid(int oid) {
          return null;
        }
      };

  /** {@code pg_catalog} and {@code information_schema}. */
  Collection<SchemaDescriptor> schemas();

  /** All virtual tables, by oid. */
  Collection<TableDescriptor> tables();

  /** A virtual table by name; null when there is none. */
  @Nullable TableDescriptor table(int schemaOid, String name);

  /** A virtual table by oid; null when there is none. */
  @Nullable TableDescriptor tableByOid(int oid);
}
