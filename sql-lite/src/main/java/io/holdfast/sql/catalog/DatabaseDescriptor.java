package io.holdfast.sql.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A database.
 *
 * @param oid pg_database.oid
 * @param name as it was created, already folded
 * @param ownerOid pg_roles.oid of the owner
 * @param allowConnections false for the template that nobody may change
 * @param template true when any role may copy it
 * @param comment what COMMENT ON says
 */
public record DatabaseDescriptor(
    int oid,
    String name,
    int ownerOid,
    boolean allowConnections,
    boolean template,
    @Nullable String comment) {

  /** A database that users connect to. */
  public DatabaseDescriptor(int oid, String name, int ownerOid) {
    this(oid, name, ownerOid, true, false, null);
  }
}
