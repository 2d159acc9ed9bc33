package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.function.Candidates.Candidate;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions and operators, and the choice among them for a call. Immutable. */
public final class Functions {
  private static final Functions BUILTIN = new Functions(Builtins.registry());

  private static final String CATALOG_SCHEMA = "pg_catalog";
  private static final String INFORMATION_SCHEMA = "information_schema";
  private static final String EXPAND_ARRAY = "_pg_expandarray";

  private final Map<String, List<Declared>> functions;
  private final Map<String, List<Declared>> operators;

  private Functions(Registry registry) {
    this.functions = registry.functions();
    this.operators = registry.operators();
  }

  /** Those that every database has. */
  public static Functions builtin() {
    return BUILTIN;
  }

  /** Whether there is any function of this name. */
  public boolean hasFunction(String name) {
    return functions.containsKey(name);
  }

  /** Names of all functions, in the order of their declaration. */
  public List<String> functionNames() {
    return List.copyOf(functions.keySet());
  }

  /**
   * Chooses an operator.
   *
   * @param left null for a prefix operator
   * @throws SqlException 42883, 42725
   */
  public ScalarFunction operator(String symbol, @Nullable SqlType left, SqlType right) {
    List<SqlType> args = left == null ? List.of(right) : List.of(left, right);
    String name = symbol.equals("!=") ? "<>" : symbol;
    List<Candidate> candidates =
        Candidates.ofArity(operators.getOrDefault(name, List.of()), args.size());
    Candidate chosen = Candidates.exact(candidates, sameForUnknown(args));
    if (chosen == null) {
      List<Candidate> fitting = Candidates.applicable(candidates, args);
      chosen = fitting.size() == 1 ? fitting.get(0) : Candidates.best(fitting, args);
      if (fitting.isEmpty() || chosen == null) {
        throw noOperator(name, left, right, !fitting.isEmpty());
      }
    }
    return scalar(chosen, args);
  }

  /** An operator over its operands, which are coerced to what it declares. */
  public Expr operatorCall(String symbol, @Nullable Expr left, Expr right, Coercion coercion) {
    ScalarFunction function = operator(symbol, left == null ? null : left.type(), right.type());
    List<Expr> args = left == null ? List.of(right) : List.of(left, right);
    return new Call(function, coercion.coerceAll(args, function.argTypes()));
  }

  /** The {@code =} operator of a type with itself; null when it has none. */
  public @Nullable ScalarFunction equality(SqlType type) {
    try {
      return operator("=", type, type);
    } catch (SqlException none) {
      return null;
    }
  }

  /** With one literal of no type yet, an operator is tried for two arguments of the other type. */
  private static List<SqlType> sameForUnknown(List<SqlType> args) {
    if (args.size() != 2) {
      return args;
    }
    SqlType left = args.get(0);
    SqlType right = args.get(1);
    if (left.is(BaseType.UNKNOWN)) {
      return List.of(right, right);
    }
    return right.is(BaseType.UNKNOWN) ? List.of(left, left) : args;
  }

  private static SqlException noOperator(
      String name, @Nullable SqlType left, SqlType right, boolean ambiguous) {
    String text =
        (left == null ? "" : left.base().displayName() + " ")
            + name
            + " "
            + right.base().displayName();
    if (ambiguous) {
      return new SqlException(SqlState.AMBIGUOUS_FUNCTION, "operator is not unique: " + text)
          .withHint(
              "Could not choose a best candidate operator."
                  + " You might need to add explicit type casts.");
    }
    return new SqlException(SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + text)
        .withHint(
            left == null
                ? "No operator matches the given name and argument type."
                    + " You might need to add an explicit type cast."
                : "No operator matches the given name and argument types."
                    + " You might need to add explicit type casts.");
  }

  /**
   * Chooses a function, an aggregate, a set-returning function or a cast.
   *
   * @param schema null when the name is not qualified
   * @throws SqlException 42883, 42725
   */
  public FunctionChoice function(@Nullable String schema, String name, List<SqlType> args) {
    List<Declared> named = visible(schema, name);
    List<Candidate> candidates = Candidates.ofArity(named, args.size());
    Candidate chosen = Candidates.exact(candidates, args);
    if (chosen == null) {
      BaseType cast = castTarget(schema, name, args);
      if (cast != null) {
        return new FunctionChoice.TypeCast(SqlType.of(cast));
      }
      List<Candidate> fitting = Candidates.applicable(candidates, args);
      chosen = fitting.size() == 1 ? fitting.get(0) : Candidates.best(fitting, args);
      if (fitting.isEmpty() || chosen == null) {
        throw noFunction(schema, name, args, !fitting.isEmpty());
      }
    }
    return choice(chosen, args);
  }

  /**
   * Chooses the function of a call whose last argument is {@code VARIADIC array}.
   *
   * @throws SqlException 42804 when it is no array; 42883
   */
  public ScalarFunction variadic(@Nullable String schema, String name, List<SqlType> args) {
    SqlType last = args.get(args.size() - 1);
    BaseType element = last.base().element();
    if (element == null) {
      throw new SqlException(SqlState.DATATYPE_MISMATCH, "VARIADIC argument must be an array");
    }
    for (Declared each : visible(schema, name)) {
      boolean fits = each.kind() == Declared.Kind.FUNCTION && each.variadic();
      if (fits && each.params().size() == args.size()) {
        List<SqlType> types = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
          BaseType declared = each.params().get(i).base();
          types.add(declared == null ? args.get(i) : SqlType.of(declared));
        }
        return new ScalarFunction(
            name,
            false,
            types,
            Polymorphism.resultType(each.results().get(0), each.params(), args),
            false,
            each.volatility(),
            new VariadicCall(each, types));
      }
    }
    throw noFunction(schema, name, args, false);
  }

  private List<Declared> visible(@Nullable String schema, String name) {
    boolean inInformationSchema = name.equals(EXPAND_ARRAY);
    boolean found =
        schema == null
            ? !inInformationSchema
            : schema.equals(inInformationSchema ? INFORMATION_SCHEMA : CATALOG_SCHEMA);
    return found ? functions.getOrDefault(name, List.of()) : List.of();
  }

  /**
   * {@code int4(x)} is a cast when x is a literal or only the label changes or text is involved.
   */
  private static @Nullable BaseType castTarget(
      @Nullable String schema, String name, List<SqlType> args) {
    if (args.size() != 1 || (schema != null && !schema.equals(CATALOG_SCHEMA))) {
      return null;
    }
    BaseType target = BaseType.byName(name);
    if (target == null || target.category() == 'P') {
      return null;
    }
    BaseType source = args.get(0).base();
    if (source == BaseType.UNKNOWN) {
      return target;
    }
    return Casts.find(source, target, CastContext.EXPLICIT) == null ? null : target;
  }

  private static FunctionChoice choice(Candidate chosen, List<SqlType> args) {
    Declared declared = chosen.declared();
    return switch (declared.kind()) {
      case OPERATOR, FUNCTION -> new FunctionChoice.Scalar(scalar(chosen, args));
      case AGGREGATE -> {
        List<SqlType> types = Polymorphism.argTypes(chosen.params(), args);
        yield new FunctionChoice.Aggregate(
            new AggregateFunction(
                declared.name(),
                types,
                Polymorphism.resultType(declared.results().get(0), chosen.params(), args),
                declared.aggregateSource().accumulators(types)));
      }
      case ROWS -> new FunctionChoice.Rows(rows(chosen, args));
    };
  }

  private static ScalarFunction scalar(Candidate chosen, List<SqlType> args) {
    Declared declared = chosen.declared();
    List<SqlType> types = Polymorphism.argTypes(chosen.params(), args);
    return new ScalarFunction(
        declared.name(),
        declared.kind() == Declared.Kind.OPERATOR,
        types,
        Polymorphism.resultType(declared.results().get(0), chosen.params(), args),
        declared.strict(),
        declared.volatility(),
        declared.scalarSource().body(types));
  }

  private static SetFunction rows(Candidate chosen, List<SqlType> args) {
    Declared declared = chosen.declared();
    boolean composite = !declared.columns().isEmpty();
    List<SetFunction.OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < declared.results().size(); i++) {
      columns.add(
          new SetFunction.OutputColumn(
              composite ? declared.columns().get(i) : declared.name(),
              Polymorphism.resultType(declared.results().get(i), chosen.params(), args)));
    }
    return new SetFunction(
        declared.name(),
        Polymorphism.argTypes(chosen.params(), args),
        columns,
        composite,
        declared.strict(),
        declared.rowsBody());
  }

  private static SqlException noFunction(
      @Nullable String schema, String name, List<SqlType> args, boolean ambiguous) {
    StringBuilder call = new StringBuilder();
    if (schema != null) {
      call.append(schema).append('.');
    }
    call.append(name).append('(');
    for (int i = 0; i < args.size(); i++) {
      call.append(i == 0 ? "" : ", ").append(args.get(i).base().displayName());
    }
    call.append(')');
    if (ambiguous) {
      return new SqlException(SqlState.AMBIGUOUS_FUNCTION, "function " + call + " is not unique")
          .withHint(
              "Could not choose a best candidate function."
                  + " You might need to add explicit type casts.");
    }
    return new SqlException(SqlState.UNDEFINED_FUNCTION, "function " + call + " does not exist")
        .withHint(
            "No function matches the given name and argument types."
                + " You might need to add explicit type casts.");
  }
}
