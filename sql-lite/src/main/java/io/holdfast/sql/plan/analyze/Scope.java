package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.parse.ast.WindowSpec;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.SetCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One query level: the names it knows, and what its expressions have been found to need besides the
 * rows of FROM.
 */
final class Scope {
  /** Columns from here on stand for the level's aggregates. */
  static final int AGGREGATES = 1 << 24;

  /** Columns from here on stand for the level's window functions. */
  static final int WINDOWS = 1 << 25;

  /** Columns from here on stand for the level's set-returning functions. */
  static final int SETS = 1 << 26;

  private final @Nullable Scope parent;
  private final Feeds feeds;
  private final boolean lateralVisible;
  private List<RangeEntry> entries = List.of();
  private List<RangeEntry> outOfReach = List.of();
  private @Nullable CteScope ctes;
  private Clause clause = Clause.SELECT;
  private final List<AggregateCall> aggregates = new ArrayList<>();
  private final List<WindowDraft> windows = new ArrayList<>();
  private final List<SetCall> sets = new ArrayList<>();
  private List<WindowSpec> namedWindows = List.of();
  private boolean insideAggregate;
  private boolean insideWindow;
  private @Nullable String setsForbiddenIn;

  /**
   * A level.
   *
   * @param feeds what the level takes from the row of {@code parent}
   */
  Scope(@Nullable Scope parent, Feeds feeds) {
    this(parent, feeds, true);
  }

  private Scope(@Nullable Scope parent, Feeds feeds, boolean lateralVisible) {
    this.parent = parent;
    this.feeds = feeds;
    this.lateralVisible = lateralVisible;
  }

  /** Whether the value comes from a set-returning function of its level. */
  static boolean returnsSet(Expr expr) {
    return ExprTrees.any(expr, node -> node instanceof Column column && column.index() >= SETS);
  }

  /**
   * The items of FROM to the left, as a level around those to the right.
   *
   * @param lateral false: their names are known but may not be used
   */
  static Scope leftOf(@Nullable Scope parent, Feeds feeds, List<RangeEntry> left, boolean lateral) {
    Scope scope = new Scope(parent, feeds, lateral);
    scope.entries = List.copyOf(left);
    scope.clause = Clause.FROM_LEVEL;
    return scope;
  }

  /** The same items of FROM, with their names usable or not. */
  Scope lateral(boolean visible) {
    if (visible == lateralVisible) {
      return this;
    }
    Scope scope = leftOf(parent, feeds, entries, visible);
    scope.ctes = ctes;
    return scope;
  }

  @Nullable Scope parent() {
    return parent;
  }

  Feeds feeds() {
    return feeds;
  }

  boolean lateralVisible() {
    return lateralVisible;
  }

  List<RangeEntry> entries() {
    return entries;
  }

  void setEntries(List<RangeEntry> all) {
    entries = List.copyOf(all);
  }

  /** Items of the same FROM that may not be named here: an error says so. */
  List<RangeEntry> outOfReach() {
    return outOfReach;
  }

  void setOutOfReach(List<RangeEntry> others) {
    outOfReach = List.copyOf(others);
  }

  /** The common table expressions of this level; those of the levels around are found by them. */
  @Nullable CteScope ctes() {
    return ctes;
  }

  void setCtes(@Nullable CteScope own) {
    ctes = own;
  }

  Clause clause() {
    return clause;
  }

  /** Answers the clause before, to be set again afterwards. */
  Clause enter(Clause next) {
    Clause before = clause;
    clause = next;
    return before;
  }

  List<AggregateCall> aggregates() {
    return aggregates;
  }

  List<WindowDraft> windows() {
    return windows;
  }

  List<SetCall> sets() {
    return sets;
  }

  List<WindowSpec> namedWindows() {
    return namedWindows;
  }

  void setNamedWindows(List<WindowSpec> named) {
    namedWindows = List.copyOf(named);
  }

  boolean insideAggregate() {
    return insideAggregate;
  }

  void setInsideAggregate(boolean inside) {
    insideAggregate = inside;
  }

  boolean insideWindow() {
    return insideWindow;
  }

  void setInsideWindow(boolean inside) {
    insideWindow = inside;
  }

  /** The construct that forbids set-returning functions in its operands; null: none. */
  @Nullable String setsForbiddenIn() {
    return setsForbiddenIn;
  }

  @Nullable String forbidSetsIn(@Nullable String construct) {
    String before = setsForbiddenIn;
    setsForbiddenIn = construct;
    return before;
  }
}
