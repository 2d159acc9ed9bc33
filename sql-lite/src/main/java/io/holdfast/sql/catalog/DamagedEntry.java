package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the catalogue that cannot be read. The object is left out of the snapshot; all others
 * are as usable as ever. It can be dropped by its name. The rows of a table that is dropped so stay
 * where they are, unreachable: a number that cannot be trusted might be that of another's rows.
 *
 * @param value as it was read
 * @param name of the object, if that much can be read; statements that use it are told
 * @param schemaOid of a table; 0 for other objects
 * @param reason for people
 */
public record DamagedEntry(
    Bytes key, Bytes value, @Nullable String name, int schemaOid, String reason) {
  SqlException error() {
    String called = name == null ? "" : " of \"" + name + "\"";
    return new SqlException(
            SqlState.DATA_CORRUPTED, "the catalog entry" + called + " is damaged: " + reason)
        .withDetail("Its key is " + key + ".");
  }

  /** The oid in its key, which is sound. */
  public int oid() {
    return key.slice(key.length() - Integer.BYTES).asByteBuffer().getInt();
  }

  boolean isOf(char kind) {
    return key.byteAt(2) == kind;
  }
}
