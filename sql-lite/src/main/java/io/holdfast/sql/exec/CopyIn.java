package io.holdfast.sql.exec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.exec.copy.CopyReader;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.CopyInPlan;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.LockedRow;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * COPY FROM STDIN: bytes in, rows into the table. Call {@link #accept} for each piece, then {@link
 * #finish}; after an error nothing more may be called but {@link #close}.
 */
public final class CopyIn implements RowInserter.Listener, AutoCloseable {
  private final CopyInPlan plan;
  private final ExecutionContext ctx;
  private final TableRows rows;
  private final CopyReader reader;
  private final RowInserter inserter;
  private final List<String> names = new ArrayList<>();
  private final List<SqlType> types = new ArrayList<>();
  private final boolean plain;
  private long firstLineOfBatch;
  private long inserted;

  private CopyIn(CopyInPlan plan, CopyFormat format, ExecutionContext ctx) {
    this.plan = plan;
    this.ctx = ctx;
    this.rows = plan.rows();
    for (int place : plan.columns()) {
      ColumnDescriptor column = rows.table().columns().get(place);
      names.add(column.name());
      types.add(column.type());
    }
    this.reader = new CopyReader(rows.table().name(), names, format);
    this.inserter = new RowInserter(rows, ctx, this);
    this.plain = isPlain(plan.row());
  }

  /** Begins to run a COPY. */
  public static CopyIn open(CopyInPlan plan, CopyFormat format, ExecutionContext ctx) {
    ctx.begin(plan.facts());
    ctx.transaction().requireWritable("COPY FROM");
    Modification.beginWriting(plan.rows(), ctx);
    return new CopyIn(plan, format, ctx);
  }

  /** True iff a row is the fields of its line as they are. */
  private static boolean isPlain(List<Expr> row) {
    for (int i = 0; i < row.size(); i++) {
      if (!(row.get(i) instanceof Column column) || column.index() != i) {
        return false;
      }
    }
    return true;
  }

  /** Takes a piece of the data, cut anywhere; the bytes are copied. */
  public void accept(byte[] bytes, int offset, int length) {
    ctx.eval().checkCancel();
    reader.accept(bytes, offset, length);
    takeLines();
  }

  /** Takes a piece of the data. */
  public void accept(byte[] bytes) {
    accept(bytes, 0, bytes.length);
  }

  /** All data is there. Answers how many rows were put in. */
  public long finish() {
    reader.complete();
    takeLines();
    inserter.flush();
    return inserted;
  }

  private void takeLines() {
    while (true) {
      try {
        List<@Nullable String> fields = reader.next();
        if (fields == null) {
          return;
        }
        ctx.step();
        add(fields);
      } catch (SqlException error) {
        // The lines before this one come first, and so do their errors.
        inserter.flush();
        throw error;
      }
      if (inserter.isFull()) {
        inserter.flush();
      }
    }
  }

  private void add(List<@Nullable String> fields) {
    @Nullable Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      String field = fields.get(i);
      if (field != null) {
        values[i] = value(i, field);
      }
    }
    try {
      @Nullable Object[] row =
          plain ? values : ProjectSource.compute(plan.row(), values, ctx.eval());
      RowErrors.checkNotNull(rows, row, ctx.eval());
      if (inserter.isEmpty()) {
        firstLineOfBatch = reader.lineNumber();
      }
      inserter.add(row);
    } catch (SqlException error) {
      throw reader.atLine(error);
    }
  }

  private Object value(int column, String field) {
    try {
      return ValueText.parse(types.get(column), field, ctx.eval().types());
    } catch (SqlException error) {
      throw reader.atColumn(error, names.get(column), field);
    }
  }

  @Override
  public void inserted(@Nullable Object[] row) {
    inserted++;
  }

  @Override
  public void conflict(@Nullable Object[] row, int index, Bytes key, LockedRow old) {
    SqlException error = RowErrors.duplicateKey(rows, row, ctx.eval());
    throw error.with(
        SqlException.Field.WHERE,
        "COPY " + rows.table().name() + ", line " + (firstLineOfBatch + index));
  }

  /** The client gave up: COPY fails with 57014. */
  public static SqlException failedByClient(String message) {
    return new SqlException(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + message);
  }

  @Override
  public void close() {
    // What was put in belongs to the transaction; nothing else is held.
  }
}
