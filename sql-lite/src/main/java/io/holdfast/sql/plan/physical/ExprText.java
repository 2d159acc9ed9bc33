package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.AnyAll;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Case;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Coalesce;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.InList;
import io.holdfast.sql.expr.IsDistinct;
import io.holdfast.sql.expr.IsNull;
import io.holdfast.sql.expr.Not;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Expressions as EXPLAIN shows them: for people, not to be parsed again. */
final class ExprText {
  private final List<String> names;

  /** Expressions over columns of these names. */
  ExprText(List<String> names) {
    this.names = names;
  }

  /** All of them, separated by commas. */
  String list(List<Expr> exprs) {
    List<String> parts = new ArrayList<>();
    exprs.forEach(expr -> parts.add(of(expr)));
    return String.join(", ", parts);
  }

  String of(Expr expr) {
    if (expr instanceof Column column) {
      return column.index() < names.size() ? names.get(column.index()) : "?";
    }
    if (expr instanceof Const constant) {
      return constant(constant);
    }
    if (expr instanceof Param param) {
      return "$" + (param.index() + 1);
    }
    if (expr instanceof ExecParam param) {
      return "outer$" + param.index();
    }
    if (expr instanceof Call call) {
      return call(call);
    }
    if (expr instanceof And and) {
      return joined(and.conditions(), " AND ");
    }
    if (expr instanceof Or or) {
      return joined(or.conditions(), " OR ");
    }
    return rare(expr);
  }

  private String joined(List<Expr> parts, String word) {
    List<String> texts = new ArrayList<>();
    parts.forEach(part -> texts.add(of(part)));
    return "(" + String.join(word, texts) + ")";
  }

  private String rare(Expr expr) {
    if (expr instanceof Not not) {
      return "(NOT " + of(not.condition()) + ")";
    }
    if (expr instanceof IsNull test) {
      return "(" + of(test.arg()) + (test.negated() ? " IS NOT NULL)" : " IS NULL)");
    }
    if (expr instanceof IsDistinct test) {
      String word = test.negated() ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ";
      return "(" + of(test.left()) + word + of(test.right()) + ")";
    }
    if (expr instanceof Cast cast) {
      return "(" + of(cast.arg()) + ")::" + cast.type().base().displayName();
    }
    if (expr instanceof InList in) {
      String word = in.negated() ? " NOT IN (" : " IN (";
      return "(" + of(in.left()) + word + list(in.items()) + "))";
    }
    if (expr instanceof AnyAll any) {
      String word = any.any() ? " ANY (" : " ALL (";
      return "(" + of(any.left()) + " " + any.operator().name() + word + of(any.array()) + "))";
    }
    if (expr instanceof Coalesce coalesce) {
      return "COALESCE(" + list(coalesce.args()) + ")";
    }
    if (expr instanceof Case choice) {
      StringBuilder text = new StringBuilder("CASE");
      for (Case.When branch : choice.branches()) {
        text.append(" WHEN ").append(of(branch.condition()));
        text.append(" THEN ").append(of(branch.value()));
      }
      return text.append(" ELSE ").append(of(choice.otherwise())).append(" END").toString();
    }
    if (expr instanceof PlannedSubquery subquery) {
      return "(" + subquery.kind().name().toLowerCase(Locale.ROOT) + " sub-query)";
    }
    return expr.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        + "("
        + list(expr.children())
        + ")";
  }

  private String call(Call call) {
    List<Expr> args = call.args();
    String name = call.function().name();
    if (!call.function().operator()) {
      return name + "(" + list(args) + ")";
    }
    return args.size() == 1
        ? "(" + name + " " + of(args.get(0)) + ")"
        : "(" + of(args.get(0)) + " " + name + " " + of(args.get(1)) + ")";
  }

  private static String constant(Const constant) {
    Object value = constant.value();
    if (value == null) {
      return "NULL";
    }
    BaseType type = constant.type().base();
    String text = ValueText.format(type, value, TypeContext.UTC);
    return switch (type) {
      case INT2, INT4, INT8, NUMERIC -> text;
      case BOOL -> text.equals("t") ? "true" : "false";
      default -> "'" + text.replace("'", "''") + "'::" + type.displayName();
    };
  }
}
