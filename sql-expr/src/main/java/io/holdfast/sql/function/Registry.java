package io.holdfast.sql.function;

import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.function.Declared.AggregateSource;
import io.holdfast.sql.function.Declared.Kind;
import io.holdfast.sql.function.Declared.ScalarSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Collects declarations. A function is declared as {@code name(type, type) result}, a word {@code
 * stable} or {@code volatile} may follow and {@code variadic} may stand before the last parameter;
 * an operator as {@code type symbol type = result} or {@code symbol type = result}. Types have
 * their names of pg_type.
 */
final class Registry {
  private static final String VARIADIC = "variadic ";

  private final Map<String, List<Declared>> functions = new LinkedHashMap<>();
  private final Map<String, List<Declared>> operators = new LinkedHashMap<>();

  Map<String, List<Declared>> functions() {
    return functions;
  }

  Map<String, List<Declared>> operators() {
    return operators;
  }

  void fn0(String signature, ScalarBody.Strict0 body) {
    function(signature, true, types -> body);
  }

  void fn1(String signature, ScalarBody.Strict1 body) {
    function(signature, true, types -> body);
  }

  void fn2(String signature, ScalarBody.Strict2 body) {
    function(signature, true, types -> body);
  }

  void fn3(String signature, ScalarBody.Strict3 body) {
    function(signature, true, types -> body);
  }

  void fnN(String signature, ScalarBody.StrictN body) {
    function(signature, true, types -> body);
  }

  /** A function that sees nulls. */
  void nullable(String signature, ScalarBody body) {
    function(signature, false, types -> body);
  }

  /** A function whose work depends on the types of its arguments. */
  void function(String signature, boolean strict, ScalarSource source) {
    int open = signature.indexOf('(');
    int close = signature.indexOf(')', open);
    String name = signature.substring(0, open);
    String[] tail = signature.substring(close + 1).trim().split(" ", -1);
    Volatility volatility = tail.length < 2 ? Volatility.IMMUTABLE : volatility(tail[1]);
    String params = signature.substring(open + 1, close);
    add(
        functions,
        new Declared(
            Kind.FUNCTION,
            name,
            types(params),
            params.contains(VARIADIC),
            List.of(ArgType.parse(tail[0])),
            List.of(),
            strict,
            volatility,
            source,
            null,
            null));
  }

  /** A binary operator over arguments that are not null. */
  void op2(String signature, ScalarBody.Strict2 body) {
    operator(signature, true, types -> body);
  }

  /** A prefix operator over an argument that is not null. */
  void op1(String signature, ScalarBody.Strict1 body) {
    operator(signature, true, types -> body);
  }

  /** An operator whose work depends on the types of its arguments. */
  void operator(String signature, boolean strict, ScalarSource source) {
    String[] words = signature.split(" ", -1);
    boolean binary = words.length >= 5;
    int symbolAt = binary ? 1 : 0;
    List<ArgType> params = new ArrayList<>();
    if (binary) {
      params.add(ArgType.parse(words[0]));
    }
    params.add(ArgType.parse(words[symbolAt + 1]));
    boolean stable = words.length > symbolAt + 4;
    add(
        operators,
        new Declared(
            Kind.OPERATOR,
            words[symbolAt],
            List.copyOf(params),
            false,
            List.of(ArgType.parse(words[symbolAt + 3])),
            List.of(),
            strict,
            stable ? volatility(words[symbolAt + 4]) : Volatility.IMMUTABLE,
            source,
            null,
            null));
  }

  /** An aggregate whose states do not depend on the types of its arguments. */
  void aggregate(String signature, Supplier<Accumulator> accumulators) {
    aggregateOf(signature, types -> accumulators);
  }

  void aggregateOf(String signature, AggregateSource source) {
    int open = signature.indexOf('(');
    int close = signature.indexOf(')', open);
    add(
        functions,
        new Declared(
            Kind.AGGREGATE,
            signature.substring(0, open),
            types(signature.substring(open + 1, close)),
            false,
            List.of(ArgType.parse(signature.substring(close + 1).trim())),
            List.of(),
            false,
            Volatility.IMMUTABLE,
            null,
            source,
            null));
  }

  /**
   * A function that answers rows.
   *
   * @param columns names of the columns of a composite row; none for simple values
   */
  void rows(String signature, List<String> columns, SetFunction.Body body) {
    rows(signature, columns, true, body);
  }

  /** A function that answers rows also when an argument is null. */
  void nullableRows(String signature, List<String> columns, SetFunction.Body body) {
    rows(signature, columns, false, body);
  }

  private void rows(String signature, List<String> columns, boolean strict, SetFunction.Body body) {
    int open = signature.indexOf('(');
    int close = signature.indexOf(')', open);
    add(
        functions,
        new Declared(
            Kind.ROWS,
            signature.substring(0, open),
            types(signature.substring(open + 1, close)),
            false,
            types(signature.substring(close + 1)),
            columns,
            strict,
            Volatility.IMMUTABLE,
            null,
            null,
            body));
  }

  private static void add(Map<String, List<Declared>> map, Declared entry) {
    map.computeIfAbsent(entry.name(), name -> new ArrayList<>()).add(entry);
  }

  private static Volatility volatility(String word) {
    return switch (word) {
      case "stable" -> Volatility.STABLE;
      case "volatile" -> Volatility.VOLATILE;
      default -> throw new IllegalArgumentException("no such word: " + word);
    };
  }

  private static List<ArgType> types(String list) {
    List<ArgType> types = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String word = part.trim();
      if (!word.isEmpty()) {
        types.add(ArgType.parse(word.startsWith(VARIADIC) ? after(word) : word));
      }
    }
    return List.copyOf(types);
  }

  private static String after(String word) {
    return word.substring(VARIADIC.length());
  }
}
