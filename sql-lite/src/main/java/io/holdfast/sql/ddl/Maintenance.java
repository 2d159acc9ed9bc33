package io.holdfast.sql.ddl;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.parse.ast.UtilityStatement.VacuumTarget;

/**
 * VACUUM and ANALYZE. The cluster removes old versions by itself and there are no statistics to
 * gather yet, so there is nothing to do but to check the names.
 */
final class Maintenance {
  private Maintenance() {}

  static String run(DdlSession session, UtilityStatement.Vacuum statement) {
    if (statement.vacuum() && session.inBlock()) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION, "VACUUM cannot run inside a transaction block");
    }
    DdlNames names = new DdlNames(session.catalog().fresh(), session.searchPath());
    for (VacuumTarget target : statement.targets()) {
      var table = names.find(target.table());
      if (table == null) {
        throw new SqlException(
            SqlState.UNDEFINED_TABLE, "relation \"" + target.table() + "\" does not exist");
      }
      for (String column : target.columns()) {
        if (table.column(column) == null) {
          throw new SqlException(
              SqlState.UNDEFINED_COLUMN,
              "column \"" + column + "\" of relation \"" + table.name() + "\" does not exist");
        }
      }
    }
    return statement.vacuum() ? "VACUUM" : "ANALYZE";
  }
}
