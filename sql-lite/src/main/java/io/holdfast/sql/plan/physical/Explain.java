package io.holdfast.sql.plan.physical;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What EXPLAIN answers: the operators of a plan, what they read below them. */
public final class Explain {
  private final boolean costs;
  private final List<String> lines = new ArrayList<>();

  private Explain(boolean costs) {
    this.costs = costs;
  }

  /** The lines of EXPLAIN in its text format. */
  public static List<String> lines(PhysicalPlan plan, boolean costs) {
    Explain explain = new Explain(costs);
    explain.addPlan(plan);
    return explain.lines;
  }

  private void addPlan(PhysicalPlan plan) {
    if (plan instanceof QueryPlan query) {
      addNode(query.root(), 0, "");
    } else if (plan instanceof InsertPlan insert) {
      addChange("Insert", insert.rows(), insert.source());
    } else if (plan instanceof UpdatePlan update) {
      addChange("Update", update.rows(), update.source());
      for (Assignment assignment : update.assignments()) {
        addSubPlans(assignment.value(), 1);
      }
      addSubPlans(update.returning(), 1);
    } else if (plan instanceof DeletePlan delete) {
      addChange("Delete", delete.rows(), delete.source());
    } else if (plan instanceof CopyInPlan copy) {
      lines.add("Copy into " + copy.rows().table().name());
    }
  }

  private void addChange(String verb, TableRows rows, PlanNode source) {
    lines.add(verb + " on " + rows.table().name() + cost(source.estimate().withRows(0)));
    addNode(source, 1, "");
  }

  private String cost(Estimate estimate) {
    return costs
        ? String.format(
            Locale.ROOT,
            "  (cost=%.2f..%.2f rows=%.0f width=0)",
            estimate.startupCost(),
            estimate.totalCost(),
            estimate.rows())
        : "";
  }

  private static String indent(int depth) {
    return depth == 0 ? "" : " ".repeat(6 * depth - 4) + "->  ";
  }

  private void addNode(PlanNode node, int depth, String label) {
    lines.add(indent(depth) + label + title(node) + cost(node.estimate()));
    List<Expr> exprs = new ArrayList<>();
    addDetails(node, depth, exprs);
    for (PlanNode input : node.inputs()) {
      addNode(input, depth + 1, "");
    }
    addSubPlans(exprs, depth + 1);
  }

  private void detail(int depth, String name, String text) {
    lines.add(" ".repeat(6 * depth + 2) + name + ": " + text);
  }

  private void condition(
      int depth, String name, @Nullable Expr expr, Shape shape, List<Expr> exprs) {
    if (expr != null) {
      detail(depth, name, new ExprText(shape.names()).of(expr));
      exprs.add(expr);
    }
  }

  private void addSubPlans(List<Expr> exprs, int depth) {
    exprs.forEach(expr -> addSubPlans(expr, depth));
  }

  private void addSubPlans(Expr expr, int depth) {
    ExprTrees.visit(
        expr,
        node -> {
          if (node instanceof PlannedSubquery subquery) {
            String kind = subquery.memoSlot() >= 0 ? "InitPlan" : "SubPlan";
            String hashed = subquery.hashed() && subquery.memoSlot() >= 0 ? " (hashed)" : "";
            lines.add(" ".repeat(6 * depth - 4) + kind + hashed);
            addNode(subquery.plan(), depth, "");
          }
        });
  }

  private static String table(String alias, TableDescriptor table) {
    return " on " + (alias.equals(table.name()) ? alias : table.name() + " " + alias);
  }

  private static String key(TableRows rows) {
    PrimaryKey key = rows.table().primaryKey();
    return key == null ? "" : " using " + key.name();
  }

  private static String title(PlanNode node) {
    if (node instanceof PointGet get) {
      return "Point Get" + key(get.rows()) + table(get.alias(), get.rows().table());
    }
    if (node instanceof BatchGet get) {
      return "Batch Get" + key(get.rows()) + table(get.alias(), get.rows().table());
    }
    if (node instanceof TableScan scan) {
      boolean range = !scan.prefix().isEmpty() || scan.low() != null || scan.high() != null;
      String name = range ? "Range Scan" : "Full Scan";
      String way = scan.reverse() ? " Backward" : "";
      return name + way + key(scan.rows()) + table(scan.alias(), scan.rows().table());
    }
    if (node instanceof VirtualScan scan) {
      return "Catalog Scan" + table(scan.alias(), scan.table());
    }
    if (node instanceof HashJoin join) {
      return "Hash " + joinName(join.kind());
    }
    if (node instanceof LookupJoin join) {
      return "Lookup " + joinName(join.kind());
    }
    if (node instanceof NestedLoopJoin join) {
      return join.kind() == JoinKind.INNER ? "Nested Loop" : "Nested Loop " + word(join.kind());
    }
    return otherTitle(node);
  }

  private static String joinName(JoinKind kind) {
    return kind == JoinKind.INNER ? "Join" : word(kind) + " Join";
  }

  private static String word(JoinKind kind) {
    String name = kind.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String otherTitle(PlanNode node) {
    if (node instanceof ValuesScan values) {
      return values.shape().width() == 0 ? "Result" : "Values Scan";
    }
    if (node instanceof Aggregation aggregation) {
      return aggregation.keys().isEmpty() ? "Aggregate" : "HashAggregate";
    }
    if (node instanceof FunctionRows functions) {
      List<String> names = new ArrayList<>();
      for (SetCall call : functions.calls()) {
        names.add(call.function() == null ? "value" : call.function().name());
      }
      return "Function Scan on " + String.join(", ", names);
    }
    if (node instanceof SetOperation operation) {
      String name = operation.kind() == SetOp.Kind.UNION ? "Append" : "SetOp";
      return name + " " + operation.kind() + (operation.all() ? " All" : "");
    }
    if (node instanceof CteRead read) {
      return "CTE Scan on " + read.name();
    }
    if (node instanceof DistinctRows distinct) {
      return distinct.sorted() ? "Unique" : "HashUnique";
    }
    return plainTitle(node);
  }

  private static String plainTitle(PlanNode node) {
    if (node instanceof FilterRows) {
      return "Filter";
    }
    if (node instanceof IndexedRows) {
      return "Indexed Rows";
    }
    if (node instanceof ProjectRows) {
      return "Project";
    }
    if (node instanceof SortRows) {
      return "Sort";
    }
    if (node instanceof TopRows) {
      return "Top-N Sort";
    }
    if (node instanceof LimitRows) {
      return "Limit";
    }
    if (node instanceof LockedRows) {
      return "LockRows";
    }
    if (node instanceof ProjectSetRows) {
      return "ProjectSet";
    }
    if (node instanceof WindowRows) {
      return "WindowAgg";
    }
    if (node instanceof RecursiveRows) {
      return "Recursive Union";
    }
    return node instanceof WithRows ? "With" : node.getClass().getSimpleName();
  }

  private void addDetails(PlanNode node, int depth, List<Expr> exprs) {
    if (node instanceof PointGet get) {
      detail(depth, "Key", keyText(get.rows(), get.key()));
      exprs.addAll(get.key());
      condition(depth, "Filter", get.filter(), get.shape(), exprs);
    } else if (node instanceof BatchGet get) {
      detail(depth, "Keys", keysText(get));
      condition(depth, "Filter", get.filter(), get.shape(), exprs);
    } else if (node instanceof TableScan scan) {
      addRange(scan, depth);
      exprs.addAll(scan.prefix());
      condition(depth, "Filter", scan.filter(), scan.shape(), exprs);
    } else if (node instanceof VirtualScan scan) {
      condition(depth, "Filter", scan.filter(), scan.shape(), exprs);
    } else if (node instanceof IndexedRows indexed) {
      addIndexed(indexed, depth, exprs);
    } else if (node instanceof FilterRows filter) {
      condition(depth, "Filter", filter.condition(), filter.shape(), exprs);
    } else if (node instanceof ProjectRows project) {
      exprs.addAll(project.exprs());
    } else if (node instanceof SortRows sort) {
      detail(depth, "Sort Key", sortText(sort.keys(), sort.shape()));
    } else if (node instanceof TopRows top) {
      detail(depth, "Sort Key", sortText(top.keys(), top.shape()));
    } else if (node instanceof Aggregation aggregation) {
      addAggregation(aggregation, depth, exprs);
    } else {
      addJoin(node, depth, exprs);
    }
  }

  private void addAggregation(Aggregation aggregation, int depth, List<Expr> exprs) {
    if (!aggregation.keys().isEmpty()) {
      ExprText text = new ExprText(aggregation.input().shape().names());
      detail(depth, "Group Key", text.list(aggregation.keys()));
    }
    exprs.addAll(aggregation.keys());
    for (AggregateCall call : aggregation.calls()) {
      exprs.addAll(call.args());
    }
  }

  private void addJoin(PlanNode node, int depth, List<Expr> exprs) {
    if (node instanceof HashJoin join) {
      ExprText left = new ExprText(join.left().shape().names());
      ExprText right = new ExprText(join.right().shape().names());
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < join.leftKeys().size(); i++) {
        pairs.add(
            "("
                + left.of(join.leftKeys().get(i))
                + " = "
                + right.of(join.rightKeys().get(i))
                + ")");
      }
      detail(depth, "Hash Cond", String.join(" AND ", pairs));
      Shape both =
          join.leftFirst()
              ? join.left().shape().concat(join.right().shape())
              : join.right().shape().concat(join.left().shape());
      condition(depth, "Join Filter", join.residual(), both, exprs);
    } else if (node instanceof LookupJoin join) {
      Shape both = join.left().shape().concat(join.right().shape());
      condition(depth, "Join Filter", join.residual(), both, exprs);
    } else if (node instanceof NestedLoopJoin join) {
      Shape both = join.left().shape().concat(join.right().shape());
      condition(depth, "Join Filter", join.condition(), both, exprs);
    }
  }

  private void addIndexed(IndexedRows indexed, int depth, List<Expr> exprs) {
    ExprText text = new ExprText(indexed.shape().names());
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < indexed.keys().size(); i++) {
      pairs.add(
          "(" + text.of(indexed.keys().get(i)) + " = " + text.of(indexed.probes().get(i)) + ")");
    }
    if (!pairs.isEmpty()) {
      detail(depth, "Index Cond", String.join(" AND ", pairs));
    }
    condition(depth, "Filter", indexed.residual(), indexed.shape(), exprs);
  }

  private static List<String> keyNames(TableRows rows) {
    List<String> names = new ArrayList<>();
    for (ColumnDescriptor column : rows.table().keyColumns()) {
      names.add(column.name());
    }
    return names.isEmpty() ? List.of("ctid") : names;
  }

  private static String keyText(TableRows rows, List<Expr> key) {
    ExprText text = new ExprText(List.of());
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      parts.add("(" + keyNames(rows).get(i) + " = " + text.of(key.get(i)) + ")");
    }
    return String.join(" AND ", parts);
  }

  private static String keysText(BatchGet get) {
    ExprText text = new ExprText(List.of());
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < get.key().size(); i++) {
      KeyPart part = get.key().get(i);
      String values =
          part.array() == null ? "IN (" + text.list(part.items()) + ")" : text.of(part.array());
      parts.add(
          "("
              + keyNames(get.rows()).get(i)
              + (part.array() == null ? " " : " = ANY ")
              + values
              + ")");
    }
    return String.join(" AND ", parts);
  }

  private void addRange(TableScan scan, int depth) {
    ExprText text = new ExprText(List.of());
    List<String> parts = new ArrayList<>();
    if (!scan.prefix().isEmpty()) {
      parts.add(keyText(scan.rows(), scan.prefix()));
    }
    int next = scan.prefix().size();
    Bound low = scan.low();
    if (low != null) {
      String operator = low.inclusive() ? " >= " : " > ";
      parts.add("(" + keyNames(scan.rows()).get(next) + operator + text.of(low.value()) + ")");
    }
    Bound high = scan.high();
    if (high != null) {
      String operator = high.inclusive() ? " <= " : " < ";
      parts.add("(" + keyNames(scan.rows()).get(next) + operator + text.of(high.value()) + ")");
    }
    if (!parts.isEmpty()) {
      detail(depth, "Range", String.join(" AND ", parts));
    }
  }

  private static String sortText(List<SortKey> keys, Shape shape) {
    List<String> parts = new ArrayList<>();
    for (SortKey key : keys) {
      String nulls =
          key.nullsFirst() == key.descending()
              ? ""
              : key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
      parts.add(shape.name(key.column()) + (key.descending() ? " DESC" : "") + nulls);
    }
    return String.join(", ", parts);
  }
}
