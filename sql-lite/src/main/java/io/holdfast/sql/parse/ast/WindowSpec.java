package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window: a definition of the WINDOW clause or what follows OVER.
 *
 * @param name the name it is defined under, or the window an {@code OVER name} refers to
 * @param reference true for {@code OVER name}: nothing but the name was written
 * @param base the window it copies, {@code (base ORDER BY ..)}
 */
public record WindowSpec(
    @Nullable String name,
    boolean reference,
    @Nullable String base,
    List<Expression> partitionBy,
    List<SortItem> orderBy,
    @Nullable Frame frame,
    int pos)
    implements Node {
  /** How a frame counts. */
  public enum Mode {
    RANGE,
    ROWS,
    GROUPS
  }

  /** Where a frame begins or ends. */
  public enum Bound {
    UNBOUNDED_PRECEDING,
    OFFSET_PRECEDING,
    CURRENT_ROW,
    OFFSET_FOLLOWING,
    UNBOUNDED_FOLLOWING
  }

  /** What a frame leaves out. */
  public enum Exclusion {
    NONE,
    CURRENT_ROW,
    GROUP,
    TIES
  }

  /** The frame clause; an end that was not written is CURRENT_ROW. */
  public record Frame(
      Mode mode,
      Bound start,
      @Nullable Expression startOffset,
      Bound end,
      @Nullable Expression endOffset,
      Exclusion exclusion,
      int pos)
      implements Node {}
}
