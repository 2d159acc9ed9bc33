package io.holdfast.endtoend.sql.differential;

import java.util.List;
import java.util.SplittableRandom;

/** Families of types between which generated expressions move. */
enum Kind {
  INT("int4", "integer", "bigint", "smallint"),
  NUMERIC("numeric", "numeric(10,2)", "numeric", "numeric(6,0)"),
  FLOAT("float8", "double precision", "float8"),
  BOOL("bool", "boolean"),
  TEXT("text", "text", "varchar(8)", "char(5)", "character varying"),
  BYTEA("bytea", "bytea"),
  DATE("date", "date"),
  TIMESTAMP("timestamp", "timestamp", "timestamp(0)"),
  TIMESTAMPTZ("timestamptz", "timestamptz", "timestamp with time zone");

  /** What a cast of this family is written with. */
  final String cast;

  /** How columns of it are declared. */
  @SuppressWarnings("ImmutableEnumChecker") // List.of.
  private final List<String> declared;

  Kind(String cast, String... declared) {
    this.cast = cast;
    this.declared = List.of(declared);
  }

  /** One of the ways to declare a column of it. */
  String declared(SplittableRandom random) {
    return declared.get(random.nextInt(declared.size()));
  }
}
