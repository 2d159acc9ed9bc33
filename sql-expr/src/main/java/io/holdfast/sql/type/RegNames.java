package io.holdfast.sql.type;

import org.jspecify.annotations.Nullable;

/** Names of catalogue objects, for the text form of {@code regclass} and its relatives. */
public interface RegNames {
  /** A catalogue without objects: identifiers are shown as numbers. */
  RegNames NONE =
      new RegNames() {
        @Override
        public @Nullable String nameOf(BaseType type, long oid) {
          return null;
        }

        @Override
        public @Nullable Long oidOf(BaseType type, String name) {
          return null;
        }
      };

  /** How the object is written (quoted and with its schema where needed); null when unknown. */
  @Nullable String nameOf(BaseType type, long oid);

  /** The object of this spelling; null when unknown. */
  @Nullable Long oidOf(BaseType type, String name);
}
