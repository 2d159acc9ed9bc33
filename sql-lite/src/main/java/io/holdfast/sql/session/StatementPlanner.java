package io.holdfast.sql.session;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.Normaliser;
import io.holdfast.sql.parse.ParsedStatement;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.parse.StatementKey;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.plan.ConstantRoots;
import io.holdfast.sql.plan.analyze.AnalyzeContext;
import io.holdfast.sql.plan.analyze.Analyzed;
import io.holdfast.sql.plan.analyze.Analyzer;
import io.holdfast.sql.plan.analyze.ColumnDefaults;
import io.holdfast.sql.plan.cache.PlanKey;
import io.holdfast.sql.plan.fast.FastPathPlanner;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUtility;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From texts to plans: the cache first, then parser, analyser, rewriter and physical planner. */
final class StatementPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(StatementPlanner.class);

  /** What a fresh catalogue may answer differently. */
  private static final Set<SqlState> PERHAPS_NEW =
      EnumSet.of(
          SqlState.UNDEFINED_TABLE,
          SqlState.UNDEFINED_COLUMN,
          SqlState.UNDEFINED_OBJECT,
          SqlState.UNDEFINED_FUNCTION,
          SqlState.INVALID_SCHEMA_NAME);

  private final SessionServices services;
  private final SessionContext context;
  private final Normaliser normaliser = new Normaliser();

  StatementPlanner(SessionServices services, SessionContext context) {
    this.services = services;
    this.context = context;
  }

  List<ParsedStatement> parse(String sql) {
    return Parser.parse(sql);
  }

  /** A text of one statement that has a plan in the cache; null when it has to be parsed. */
  @Nullable StatementSource singleKnown(String sql) {
    if (!normaliser.normalise(sql)) {
      return null;
    }
    StatementSource source =
        new StatementSource(sql, null, normaliser.lookupKey(), literals(), StatementSource.NO_OIDS);
    PlanKey key = key(source);
    return key == null || services.plans().peek(key) == null ? null : source;
  }

  /** A statement that is the whole text; good until the next text. */
  StatementSource source(String sql, Statement statement) {
    return source(sql, statement, StatementSource.NO_OIDS);
  }

  /** As {@link #source(String, Statement)}, with declared types of parameters. */
  StatementSource source(String sql, Statement statement, int[] oids) {
    return normaliser.normalise(sql)
        ? new StatementSource(sql, statement, normaliser.lookupKey(), literals(), oids)
        : new StatementSource(sql, statement, null, List.of(), oids);
  }

  private List<String> literals() {
    int count = normaliser.literalCount();
    if (count == 0) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(normaliser.literalText(i));
    }
    return texts;
  }

  /** The plan of a statement for the catalogue of {@code scope}. */
  PlannedStatement plan(StatementSource source, StatementScope scope) {
    while (true) {
      try {
        return planWith(source, scope);
      } catch (SqlException e) {
        if (!PERHAPS_NEW.contains(e.state()) || !scope.refreshCatalog()) {
          throw e;
        }
      }
    }
  }

  private PlannedStatement planWith(StatementSource source, StatementScope scope) {
    PlanKey key = scope.hasOwnCatalog() ? null : key(source);
    if (key != null) {
      PlannedStatement known = services.plans().get(key);
      if (known != null && known.catalogVersion() == scope.catalog().version()) {
        return known;
      }
    }
    PlannedStatement planned = make(source, scope);
    if (key != null && planned.reusable()) {
      services.plans().put(key, planned);
    }
    return planned;
  }

  private @Nullable PlanKey key(StatementSource source) {
    StatementKey shape = source.shape();
    return shape == null
        ? null
        : new PlanKey(shape, context.planScope(), context.planScopeHash(), source.declaredOids());
  }

  private PlannedStatement make(StatementSource source, StatementScope scope) {
    Statement statement = source.statement();
    if (statement == null) {
      statement = parse(source.text()).get(0).statement();
    }
    AnalyzeContext analysis =
        analysis(scope, declared(source.declaredOids()), source.literals().size());
    Analyzed analyzed = Analyzer.analyze(statement, analysis);
    context.checkLimits();
    BoundStatement bound = analyzed.statement();
    PhysicalPlan plan = FastPathPlanner.plan(bound, scope.catalog());
    if (plan == null) {
      bound = rewritten(bound);
      plan = hasPlan(bound) ? PhysicalPlanner.plan(bound, scope.catalog()) : null;
    }
    return new PlannedStatement(
        bound,
        plan,
        ConstantRoots.of(bound),
        analyzed.literalTypes(),
        CommandTag.of(statement),
        scope.hasOwnCatalog() ? PlannedStatement.OWN_CATALOG : scope.catalog().version(),
        analyzed.reusable());
  }

  /** A rewriter that fails costs the better plan, not the statement. */
  private BoundStatement rewritten(BoundStatement bound) {
    try {
      return services.rewriter().within(context::checkLimits).rewrite(bound);
    } catch (SqlException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("a statement is run as it was written: the rewriter failed", e);
      return bound;
    }
  }

  private AnalyzeContext analysis(
      StatementScope scope, List<@Nullable SqlType> declared, int literals) {
    return new AnalyzeContext(
        scope.catalog(), context.schemas(), scope.newEvalContext(), declared, literals);
  }

  /** What a column's default computes; it is of the column's type. */
  Expr columnDefault(ColumnDescriptor column, StatementScope scope) {
    return ColumnDefaults.value(column, analysis(scope, List.of(), 0));
  }

  /** Fails unless an expression can be a column's default. */
  void checkDefault(ColumnDescriptor column, Expression expression, StatementScope scope) {
    ColumnDefaults.bind(expression, column.name(), column.type(), analysis(scope, List.of(), 0));
  }

  private static boolean hasPlan(BoundStatement bound) {
    return !(bound instanceof BoundUtility
        || bound instanceof BoundCreateTable
        || bound instanceof BoundExplain);
  }

  private static List<@Nullable SqlType> declared(int[] oids) {
    List<@Nullable SqlType> types = new ArrayList<>(oids.length);
    for (int oid : oids) {
      types.add(declared(oid));
    }
    return types;
  }

  private static @Nullable SqlType declared(int oid) {
    if (oid == 0 || oid == BaseType.UNKNOWN.oid()) {
      return null;
    }
    BaseType type = BaseType.byOid(oid);
    if (type == null) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "type with OID " + Integer.toUnsignedString(oid) + " does not exist");
    }
    return SqlType.of(type);
  }
}
