package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.SessionView;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session says about itself. */
final class SystemFunctions {
  /** PostgreSQL's number of UTF8 among the encodings. */
  private static final List<String> SIZE_UNITS = List.of("bytes", "kB", "MB", "GB", "TB", "PB");

  private SystemFunctions() {}

  static void register(Registry r) {
    session(r);
    schemas(r);
    settings(r);
    types(r);
    encodings(r);
    sizes(r);
    r.fn1("pg_sleep(float8) void volatile", (c, a) -> sleep(c, (Double) a));
    CatalogueFunctions.register(r);
  }

  private static void session(Registry r) {
    r.fn0("version() text stable", c -> c.session().version());
    for (String name : List.of("current_database", "current_catalog")) {
      r.fn0(name + "() name stable", c -> c.session().database());
    }
    for (String name : List.of("current_user", "current_role", "user", "getpgusername")) {
      r.fn0(name + "() name stable", c -> c.session().currentUser());
    }
    r.fn0("session_user() name stable", c -> c.session().sessionUser());
    r.fn0("pg_backend_pid() int4 stable", c -> (long) c.session().backendPid());
    r.fn0("pg_is_in_recovery() bool volatile", c -> false);
    r.fn0("pg_trigger_depth() int4 stable", c -> 0L);
    r.fn0("pg_my_temp_schema() oid stable", c -> 0L);
    r.fn1("pg_is_other_temp_schema(oid) bool stable", (c, a) -> false);
    r.fn0("pg_jit_available() bool volatile", c -> false);
    r.fn0("inet_server_port() int4 stable", c -> null);
  }

  private static void schemas(Registry r) {
    r.fn0("current_schema() name stable", c -> firstSchema(c.session()));
    r.fn1("current_schemas(bool) _name stable", (c, a) -> schemas(c.session(), (Boolean) a));
  }

  private static @Nullable String firstSchema(SessionView session) {
    List<String> path = session.searchPath();
    return path.isEmpty() ? null : path.get(0);
  }

  private static SqlArray schemas(SessionView session, boolean implicit) {
    List<String> path = new ArrayList<>(session.searchPath());
    if (implicit && !path.contains("pg_catalog")) {
      path.add(0, "pg_catalog");
    }
    return SqlArray.of(BaseType.NAME, path);
  }

  private static void settings(Registry r) {
    r.fn1("current_setting(text) text stable", (c, a) -> setting(c, (String) a, false));
    r.fn2(
        "current_setting(text, bool) text stable",
        (c, a, b) -> setting(c, (String) a, (Boolean) b));
    r.nullable(
        "set_config(text, text, bool) text volatile",
        (c, args) -> {
          if (args[0] == null) {
            throw new SqlException(SqlState.NULL_VALUE_NOT_ALLOWED, "SET requires parameter name");
          }
          return c.session().set((String) args[0], (String) args[1], Boolean.TRUE.equals(args[2]));
        });
  }

  private static @Nullable String setting(EvalContext ctx, String name, boolean missingOk) {
    String value = ctx.session().setting(name);
    if (value == null && !missingOk) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
    }
    return value;
  }

  private static void types(Registry r) {
    r.function(
        "pg_typeof(any) regtype stable", false, types -> (c, args) -> (long) types.get(0).oid());
    r.nullable("format_type(oid, int4) text stable", (c, args) -> formatType(args));
    r.function("num_nulls(variadic any) int4", false, types -> (c, args) -> nulls(args));
    r.function(
        "num_nonnulls(variadic any) int4", false, types -> (c, args) -> args.length - nulls(args));
    r.function(
        "pg_column_size(any) int4 stable",
        true,
        types -> (c, args) -> (long) Math.max(4, types.get(0).base().sizeBytes()));
  }

  private static Long nulls(@Nullable Object[] args) {
    long count = 0;
    for (Object arg : args) {
      count += arg == null ? 1 : 0;
    }
    return count;
  }

  private static @Nullable String formatType(@Nullable Object[] args) {
    if (args[0] == null) {
      return null;
    }
    long oid = (Long) args[0];
    if (oid == 0) {
      return "-";
    }
    BaseType base = BaseType.byOid((int) oid);
    if (base == null) {
      return "???";
    }
    if (args[1] == null) {
      return base.displayName();
    }
    int typmod = ((Long) args[1]).intValue();
    if (base == BaseType.BPCHAR && typmod < 0) {
      // Known to have no length: not what CHARACTER would mean.
      return "bpchar";
    }
    return TypeNames.format(new SqlType(base, typmod));
  }

  private static void encodings(Registry r) {
    r.fn1("pg_encoding_to_char(int4) name stable", (c, a) -> Encodings.nameOf((Long) a));
    r.fn1("pg_char_to_encoding(name) int4 stable", (c, a) -> (long) Encodings.numberOf((String) a));
    r.fn0("pg_client_encoding() name stable", c -> setting(c, "client_encoding", false));
    r.fn0("getdatabaseencoding() name stable", c -> "UTF8");
  }

  private static void sizes(Registry r) {
    r.fn1("pg_size_pretty(int8) text", (c, a) -> pretty(BigInteger.valueOf((Long) a)));
    r.fn1(
        "pg_size_pretty(numeric) text",
        (c, a) -> pretty(((Decimal) a).toBigDecimal().toBigInteger()));
    r.fn1("pg_size_bytes(text) int8", (c, a) -> SizeText.bytes((String) a));
  }

  /** Each unit up to 10240 of it; from the second on halves are rounded up. */
  private static String pretty(BigInteger bytes) {
    BigInteger limit = BigInteger.valueOf(10 * 1024);
    BigInteger value = bytes.abs();
    int unit = 0;
    boolean halves = false;
    while (unit + 1 < SIZE_UNITS.size() && rounded(value, halves).compareTo(limit) >= 0) {
      // One bit more is kept than the unit needs, to round by.
      value = value.shiftRight(halves ? 10 : 9);
      halves = true;
      unit++;
    }
    BigInteger shown = rounded(value, halves);
    return (bytes.signum() < 0 ? shown.negate() : shown) + " " + SIZE_UNITS.get(unit);
  }

  private static BigInteger rounded(BigInteger value, boolean halves) {
    return halves ? value.add(BigInteger.ONE).shiftRight(1) : value;
  }

  private static String sleep(EvalContext ctx, double seconds) {
    if (seconds > 0) {
      ctx.session().sleep((long) Math.min(seconds * 1e6, Long.MAX_VALUE));
    }
    // The one value of type void.
    return "";
  }
}
