package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.type.TypeContext;
import java.util.List;

/** What a statement over the catalogue needs from the session that runs it. */
public interface DdlSession {
  /** The transaction the statement is part of; its statement has begun. */
  SqlTransaction transaction();

  /** The catalogue of that transaction. */
  CatalogTransaction catalog();

  /** Takes a new snapshot for the rest of the statement. */
  void newSnapshot();

  /**
   * Waits while another transaction keeps a table or schema to itself; then the catalogue has to be
   * looked at again.
   *
   * @param name for errors
   * @throws io.holdfast.sql.error.SqlException 40001 or 55P03 when it takes too long
   */
  void awaitOthers(int oid, String name);

  /** True when other statements may belong to the same transaction. */
  boolean inBlock();

  /** Name of the database. */
  String database();

  /** Name of the role. */
  String user();

  /** Setting search_path, the user's name filled in. */
  List<String> searchPath();

  /** How values look in errors. */
  TypeContext typeContext();

  /** Sends a notice; {@code code} is 00000 where PostgreSQL has no other. */
  void notice(String code, SqlException content);

  /** Sends a warning. */
  void warning(SqlException content);

  /**
   * Fails unless the expression can be the default of a column (types, no columns, no sub-query).
   */
  void checkDefault(ColumnDescriptor column, Expression expression);

  /** The default of a column, which has one, as an INSERT of this moment would write it. */
  DefaultValue defaultOf(ColumnDescriptor column);

  /** Which database it is, whatever it is called. */
  int databaseOid();

  /** Other sessions of this node that use the database of an oid. */
  int otherSessions(int database);

  /** Fails with 57014 when the statement was cancelled. */
  void checkCancelled();
}
