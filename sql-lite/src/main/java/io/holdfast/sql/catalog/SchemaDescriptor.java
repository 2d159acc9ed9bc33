package io.holdfast.sql.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A schema of one database.
 *
 * @param oid pg_namespace.oid
 * @param name as it was created, already folded
 * @param ownerOid pg_roles.oid of the owner
 * @param comment what COMMENT ON says
 */
public record SchemaDescriptor(int oid, String name, int ownerOid, @Nullable String comment) {

  /** A schema without a comment. */
  public SchemaDescriptor(int oid, String name, int ownerOid) {
    this(oid, name, ownerOid, null);
  }

  /** True for the schemas that hold no tables of users. */
  public boolean isSystem() {
    return oid == CatalogOids.PG_CATALOG || oid == CatalogOids.INFORMATION_SCHEMA;
  }
}
