package io.holdfast.sql.exec;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.physical.IndexedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an {@link IndexedRows}, kept by their keys while one statement runs.
 *
 * <p>Nobody knows beforehand how many outer rows will ask. So the rows are read one by one first,
 * and the whole is only tried when about as much has been spent as it may cost: what is wasted at
 * the worst is a part of what was needed anyway. Rows that need too much memory, or fail to be
 * computed where no outer row would have looked, are not kept at all.
 */
final class RowIndex {
  /** A quarter of what a statement may hold. */
  private static final long BYTES_MAX = MemoryTracker.DEFAULT_LIMIT_BYTES / 4;

  private static final int ENTRY_BYTES = 64;

  /** Without a way to single rows each asking reads everything: the second one already keeps it. */
  private static final int FIRST_TRY = 1;

  /** By key a few rows are read faster than all. */
  private static final int FIRST_TRY_REACHED = 32;

  /** A request for one row takes as long as this many rows of a scan. */
  private static final long ROWS_PER_REQUEST = 50;

  private static final Object ALL = "ALL";
  private static final @Nullable Object[] NO_COLUMNS = {};

  private final IndexedRows node;
  private final HashKeys keys;
  private final HashKeys probes;
  private @Nullable Map<Object, List<@Nullable Object[]>> rows;
  private boolean abandoned;
  private int asked;
  private int nextTry;

  RowIndex(IndexedRows node) {
    this.node = node;
    this.keys = new HashKeys(node.keys(), false);
    this.probes = new HashKeys(node.probes(), false);
    this.nextTry = node.reached() ? FIRST_TRY_REACHED : FIRST_TRY;
  }

  /** The rows with the key of the outer row at hand; null when they are to be read. */
  @Nullable List<@Nullable Object[]> find(ExecutionContext ctx) {
    Map<Object, List<@Nullable Object[]>> kept = rows;
    if (kept == null && !abandoned && asked++ == nextTry) {
      nextTry *= 2;
      kept = read(ctx);
      rows = kept;
    }
    if (kept == null) {
      return null;
    }
    Object key = node.keys().isEmpty() ? ALL : probes.key(NO_COLUMNS, ctx.eval());
    return key == null ? List.of() : kept.getOrDefault(key, List.of());
  }

  private @Nullable Map<Object, List<@Nullable Object[]>> read(ExecutionContext ctx) {
    if (node.scanIds().stream().anyMatch(scan -> ctx.watch(scan) != null)) {
      abandoned = true; // Somebody wants to know which rows are read.
      return null;
    }
    long rowsMax = node.reached() ? asked * ROWS_PER_REQUEST : Long.MAX_VALUE;
    Map<Object, List<@Nullable Object[]>> table = new HashMap<>();
    long bytes = 0;
    boolean whole = false;
    try (RowSource source = Operators.open(node.whole(), ctx)) {
      long count = 0;
      @Nullable Object[] row = source.next();
      while (row != null && count < rowsMax && bytes <= BYTES_MAX) {
        ctx.step();
        count++;
        Object key = node.keys().isEmpty() ? ALL : keys.key(row, ctx.eval());
        if (key != null) {
          long size = ENTRY_BYTES + MemoryTracker.sizeOf(row);
          ctx.memory().reserve(size);
          bytes += size;
          table.computeIfAbsent(key, each -> new ArrayList<>(1)).add(row);
        }
        row = source.next();
      }
      whole = row == null;
    } catch (SqlException e) {
      if (!isOfRow(e.state())) {
        throw e;
      }
      // No outer row may ever ask for the row that fails: whoever does meets the failure itself.
      abandoned = true;
    }
    if (whole) {
      return table;
    }
    ctx.memory().release(bytes);
    abandoned |= bytes > BYTES_MAX;
    return null;
  }

  private static boolean isOfRow(SqlState state) {
    return state.code().startsWith("22") || state == SqlState.OUT_OF_MEMORY;
  }
}
