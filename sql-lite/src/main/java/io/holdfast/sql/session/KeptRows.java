package io.holdfast.sql.session;

import io.holdfast.sql.exec.MemoryTracker;
import io.holdfast.sql.parse.ast.UtilityStatement.FetchDirection;
import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a cursor that can go back or that outlives its transaction: those that were fetched
 * are kept, as many as fit into the memory of one statement.
 */
final class KeptRows implements RunningStatement {
  private final PlanRun source;
  private final List<OutputColumn> columns;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private final MemoryTracker memory = new MemoryTracker(MemoryTracker.DEFAULT_LIMIT_BYTES);
  private boolean all;

  /** Where it stands: the number of a row, 0 before the first, one more than there are behind. */
  private long at;

  KeptRows(PlanRun source, List<OutputColumn> columns) {
    this.source = source;
    this.columns = columns;
  }

  /** Reads what is left: from now on nothing of the transaction is needed. */
  void readAll() {
    has(Long.MAX_VALUE);
  }

  /** Whether there is a row of this number. */
  private boolean has(long number) {
    while (!all && rows.size() < number) {
      @Nullable Object[] row = source.pull();
      if (row == null) {
        all = true;
        source.close();
      } else {
        memory.reserve(MemoryTracker.sizeOf(row));
        rows.add(row.clone());
      }
    }
    return number >= 1 && number <= rows.size();
  }

  /** Moves as FETCH says; answers the numbers of the rows on the way that it is to show. */
  List<Integer> move(FetchDirection direction, long count) {
    return switch (direction) {
      case FORWARD -> count < 0 ? back(-count) : count == 0 ? here() : forth(count);
      case BACKWARD -> count < 0 ? forth(-count) : count == 0 ? here() : back(count);
      case ABSOLUTE -> {
        if (count < 0) {
          readAll();
        }
        yield to(count < 0 ? Math.max(0, rows.size() + 1 + count) : count);
      }
      case RELATIVE -> count == 0 ? here() : to(Math.max(0, at + count));
    };
  }

  private List<Integer> here() {
    return has(at) ? List.of((int) at) : List.of();
  }

  private List<Integer> to(long number) {
    if (has(number)) {
      at = number;
      return List.of((int) at);
    }
    at = number <= 0 ? 0 : rows.size() + 1L;
    return List.of();
  }

  private List<Integer> forth(long count) {
    List<Integer> passed = new ArrayList<>();
    while (passed.size() < count && has(at + 1)) {
      at++;
      passed.add((int) at);
    }
    if (passed.size() < count) {
      at = rows.size() + 1L;
    }
    return passed;
  }

  private List<Integer> back(long count) {
    List<Integer> passed = new ArrayList<>();
    while (passed.size() < count && at > 1) {
      at--;
      passed.add((int) at);
    }
    if (passed.size() < count) {
      at = 0;
    }
    return passed;
  }

  /** Shows rows. */
  void show(List<Integer> numbers, boolean announce, short[] formats, ResultSink sink) {
    sink.begin(columns, formats, announce);
    for (int number : numbers) {
      sink.row(rows.get(number - 1));
    }
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    List<Integer> numbers = forth(rowsMax == 0 ? Long.MAX_VALUE : rowsMax);
    show(numbers, announce, new short[columns.size()], sink);
    return at > rows.size();
  }

  @Override
  public String tag() {
    return "SELECT " + rows.size();
  }

  @Override
  public void close() {
    source.close();
  }
}
