package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of types as SQL writes them. */
public final class TypeNames {
  private static final String CATALOG_SCHEMA = "pg_catalog";
  private static final int MAX_TEXT_LENGTH = 10_485_760;
  private static final int MAX_PRECISION = 1000;
  private static final int MAX_SECOND_DIGITS = 6;

  /** Spellings that are no catalogue names. */
  private static final Map<String, BaseType> ALIASES =
      Map.ofEntries(
          Map.entry("boolean", BaseType.BOOL),
          Map.entry("smallint", BaseType.INT2),
          Map.entry("int", BaseType.INT4),
          Map.entry("integer", BaseType.INT4),
          Map.entry("bigint", BaseType.INT8),
          Map.entry("real", BaseType.FLOAT4),
          Map.entry("double precision", BaseType.FLOAT8),
          Map.entry("decimal", BaseType.NUMERIC),
          Map.entry("dec", BaseType.NUMERIC),
          Map.entry("character", BaseType.BPCHAR),
          Map.entry("nchar", BaseType.BPCHAR),
          Map.entry("national character", BaseType.BPCHAR),
          Map.entry("character varying", BaseType.VARCHAR),
          Map.entry("char varying", BaseType.VARCHAR),
          Map.entry("national character varying", BaseType.VARCHAR),
          Map.entry("time without time zone", BaseType.TIME),
          Map.entry("timestamp without time zone", BaseType.TIMESTAMP),
          Map.entry("timestamp with time zone", BaseType.TIMESTAMPTZ));

  private TypeNames() {}

  /** The name with its modifier, e.g. {@code character varying(3)} (function format_type). */
  public static String format(SqlType type) {
    int typmod = type.typmod();
    BaseType element = type.base().element();
    if (element != null && type.base().typeName().startsWith("_")) {
      return format(new SqlType(element, typmod)) + "[]";
    }
    String name = type.base().displayName();
    if (typmod < 0) {
      // Without a length "character" would read back as character(1).
      return type.is(BaseType.BPCHAR) ? "bpchar" : name;
    }
    return switch (type.base()) {
      case BPCHAR, VARCHAR -> name + "(" + (typmod - Typmod.HEADER) + ")";
      case NUMERIC -> name + "(" + Typmod.precision(typmod) + "," + Typmod.scale(typmod) + ")";
      case TIME, TIMESTAMP, TIMESTAMPTZ -> {
        int space = name.indexOf(' ');
        yield name.substring(0, space) + "(" + typmod + ")" + name.substring(space);
      }
      case INTERVAL -> name + IntervalText.fields(typmod);
      default -> name;
    };
  }

  /**
   * The type of a name as the parser read it, folded to lower case unless quoted.
   *
   * @param nameParts a catalogue name with or without its schema ({@code [pg_catalog, int4]}), or
   *     one of SQL's spellings as a whole ({@code [double precision]}); {@code [char]} is the
   *     one-byte type, {@code [character]} is SQL's
   * @param typmods the numbers in parentheses; for interval PostgreSQL's mask of fields ({@link
   *     IntervalText#FULL_RANGE} for all), then the precision
   * @throws SqlException 42704, 22023, 42601, 3F000
   */
  public static SqlType resolve(List<String> nameParts, int... typmods) {
    String name = nameParts.get(nameParts.size() - 1);
    boolean qualified = nameParts.size() > 1;
    if (qualified && !nameParts.get(nameParts.size() - 2).equals(CATALOG_SCHEMA)) {
      throw unknown(String.join(".", nameParts));
    }
    if (!qualified && name.equals("float")) {
      return resolveFloat(typmods);
    }
    BaseType base = BaseType.byName(name);
    if (base == null && !qualified) {
      base = ALIASES.get(name);
    }
    if (base == null) {
      throw unknown(String.join(".", nameParts));
    }
    if (typmods.length == 0) {
      boolean oneCharacter = base == BaseType.BPCHAR && !name.equals("bpchar");
      return oneCharacter ? new SqlType(base, Typmod.HEADER + 1) : SqlType.of(base);
    }
    return new SqlType(base, typmod(base, nameParts, typmods));
  }

  /**
   * The array type over {@code element}, with its modifier.
   *
   * @throws SqlException 42704 when there is none
   */
  public static SqlType arrayOf(SqlType element) {
    // An array of arrays is an array of more dimensions.
    BaseType array = element.base().isArray() ? element.base() : element.base().array();
    if (array == null) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "could not find array type for data type " + element.base().displayName());
    }
    return new SqlType(array, element.typmod());
  }

  private static SqlException unknown(String name) {
    return new SqlException(SqlState.UNDEFINED_OBJECT, "type \"" + name + "\" does not exist");
  }

  private static SqlException invalid(String message) {
    return new SqlException(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  private static SqlType resolveFloat(int[] typmods) {
    if (typmods.length == 0) {
      return SqlType.FLOAT8;
    }
    if (typmods[0] < 1) {
      throw invalid("precision for type float must be at least 1 bit");
    }
    if (typmods[0] > 53) {
      throw invalid("precision for type float must be less than 54 bits");
    }
    return SqlType.of(typmods[0] <= 24 ? BaseType.FLOAT4 : BaseType.FLOAT8);
  }

  private static int typmod(BaseType base, List<String> nameParts, int[] typmods) {
    BaseType element = base.element();
    if (element != null) {
      return typmod(element, nameParts, typmods);
    }
    return switch (base) {
      case BPCHAR -> length("char", typmods);
      case VARCHAR -> length("varchar", typmods);
      case NUMERIC -> numeric(typmods);
      case TIME -> digits(typmods[0], "TIME", "");
      case TIMESTAMP -> digits(typmods[0], "TIMESTAMP", "");
      case TIMESTAMPTZ -> digits(typmods[0], "TIMESTAMP", " WITH TIME ZONE");
      case INTERVAL -> interval(typmods);
      default ->
          throw new SqlException(
              SqlState.SYNTAX_ERROR,
              "type modifier is not allowed for type \"" + String.join(".", nameParts) + "\"");
    };
  }

  private static int length(String name, int[] typmods) {
    if (typmods.length != 1) {
      throw invalid("invalid type modifier");
    }
    if (typmods[0] < 1) {
      throw invalid("length for type " + name + " must be at least 1");
    }
    if (typmods[0] > MAX_TEXT_LENGTH) {
      throw invalid("length for type " + name + " cannot exceed " + MAX_TEXT_LENGTH);
    }
    return typmods[0] + Typmod.HEADER;
  }

  private static int numeric(int[] typmods) {
    if (typmods.length > 2) {
      throw invalid("invalid NUMERIC type modifier");
    }
    int precision = typmods[0];
    int scale = typmods.length == 2 ? typmods[1] : 0;
    if (precision < 1 || precision > MAX_PRECISION) {
      throw invalid("NUMERIC precision " + precision + " must be between 1 and " + MAX_PRECISION);
    }
    if (scale < -MAX_PRECISION || scale > MAX_PRECISION) {
      throw invalid(
          "NUMERIC scale "
              + scale
              + " must be between -"
              + MAX_PRECISION
              + " and "
              + MAX_PRECISION);
    }
    return numericTypmod(precision, scale);
  }

  /** The modifier of {@code numeric(precision, scale)}. */
  public static int numericTypmod(int precision, int scale) {
    return (precision << 16 | (scale & 0x7FF)) + Typmod.HEADER;
  }

  /** More digits than microseconds have are cut to 6; PostgreSQL warns, we do not. */
  private static int digits(int wanted, String name, String suffix) {
    if (wanted < 0) {
      throw invalid(name + "(" + wanted + ")" + suffix + " precision must not be negative");
    }
    return Math.min(wanted, MAX_SECOND_DIGITS);
  }

  private static int interval(int[] typmods) {
    int mask = typmods[0];
    if (typmods.length > 2 || !IntervalText.isRange(mask)) {
      throw invalid("invalid INTERVAL type modifier");
    }
    if (typmods.length == 1) {
      return mask == IntervalText.FULL_RANGE
          ? -1
          : IntervalText.typmod(mask, IntervalText.FULL_PRECISION);
    }
    return IntervalText.typmod(mask, digits(typmods[1], "INTERVAL", ""));
  }

  /** The type with this SQL or catalogue name, without modifiers; null when unknown. */
  public static @Nullable BaseType lookup(String name) {
    BaseType base = BaseType.byName(name);
    return base != null ? base : ALIASES.get(name);
  }
}
