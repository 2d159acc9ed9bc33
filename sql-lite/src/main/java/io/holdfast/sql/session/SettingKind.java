package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which texts a setting accepts and how it shows them. */
sealed interface SettingKind {
  /**
   * The text as the setting shows it.
   *
   * @param name as the user wrote it, for the error
   * @param raw what the user gave
   * @param current value before; some texts change a part of it only
   */
  String canonical(String name, String raw, String current);

  /** pg_settings.vartype. */
  String typeName();

  /** An error 22023 about a value. */
  static SqlException invalid(String name, String raw) {
    return new SqlException(
        SqlState.INVALID_PARAMETER_VALUE,
        "invalid value for parameter \"" + name + "\": \"" + raw + "\"");
  }

  /** On or off. */
  record Flag() implements SettingKind {
    @Override
    public String canonical(String name, String raw, String current) {
      Boolean value = parse(raw);
      if (value == null) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE,
            "parameter \"" + name + "\" requires a Boolean value");
      }
      return value ? "on" : "off";
    }

    /** PostgreSQL's spellings, shortened as far as they stay unique. */
    static @org.jspecify.annotations.Nullable Boolean parse(String raw) {
      String text = raw.toLowerCase(Locale.ROOT);
      if (text.isEmpty()) {
        return null;
      }
      if ("true".startsWith(text)
          || "yes".startsWith(text)
          || text.equals("on")
          || text.equals("1")) {
        return true;
      }
      if ("false".startsWith(text)
          || "no".startsWith(text)
          || (text.length() >= 2 && "off".startsWith(text))
          || text.equals("0")) {
        return false;
      }
      return null;
    }

    @Override
    public String typeName() {
      return "bool";
    }
  }

  /** One of a few words. */
  record Choice(List<String> words) implements SettingKind {
    static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public String canonical(String name, String raw, String current) {
      for (String word : words) {
        if (word.equalsIgnoreCase(raw)) {
          return word;
        }
      }
      // Several choices were once a flag and still accept its spellings.
      Boolean flag = words.contains("on") ? Flag.parse(raw) : null;
      if (flag != null && words.contains(flag ? "on" : "off")) {
        return flag ? "on" : "off";
      }
      throw invalid(name, raw).withHint("Available values: " + String.join(", ", words) + ".");
    }

    @Override
    public String typeName() {
      return "enum";
    }
  }

  /** A whole number, perhaps of a unit. */
  record Whole(long min, long max, Unit unit) implements SettingKind {
    /** What the number counts, with the other units that are accepted. */
    enum Unit {
      NONE("", Map.of(), ""),
      MILLIS(
          "ms",
          Map.of(
              "us",
              "0.001",
              "ms",
              "1",
              "s",
              "1000",
              "min",
              "60000",
              "h",
              "3600000",
              "d",
              "86400000"),
          "\"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\""),
      SECONDS(
          "s",
          Map.of("us", "0.000001", "ms", "0.001", "s", "1", "min", "60", "h", "3600", "d", "86400"),
          "\"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\""),
      KILOBYTES(
          "kB",
          Map.of("B", "0.0009765625", "kB", "1", "MB", "1024", "GB", "1048576", "TB", "1073741824"),
          "\"B\", \"kB\", \"MB\", \"GB\", and \"TB\"");

      private final String symbol;

      @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
      private final Map<String, BigDecimal> factors;

      private final String hint;

      Unit(String symbol, Map<String, String> factors, String hint) {
        this.symbol = symbol;
        Map<String, BigDecimal> numbers = new TreeMap<>();
        factors.forEach((word, factor) -> numbers.put(word, new BigDecimal(factor)));
        this.factors = Collections.unmodifiableMap(numbers);
        this.hint = hint;
      }

      String symbol() {
        return symbol;
      }
    }

    @Override
    public String canonical(String name, String raw, String current) {
      return show(number(name, raw));
    }

    long number(String name, String raw) {
      String text = raw.strip();
      int end = 0;
      while (end < text.length() && "+-.0123456789eE".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      BigDecimal value;
      try {
        value = new BigDecimal(text.substring(0, end));
      } catch (NumberFormatException e) {
        throw invalid(name, raw);
      }
      String suffix = text.substring(end).strip();
      if (!suffix.isEmpty()) {
        BigDecimal factor = unit.factors.get(suffix);
        if (factor == null) {
          throw unit == Unit.NONE
              ? invalid(name, raw)
              : invalid(name, raw)
                  .withHint("Valid units for this parameter are " + unit.hint + ".");
        }
        value = value.multiply(factor);
      }
      return inRange(name, raw, value);
    }

    private long inRange(String name, String raw, BigDecimal value) {
      if (value.precision() - value.scale() > 12
          || value.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
        throw invalid(name, raw).withHint("Value exceeds integer range.");
      }
      long number = value.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
      if (number < min || number > max) {
        String shown = unit == Unit.NONE ? "" + number : number + " " + unit.symbol;
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE,
            shown
                + " is outside the valid range for parameter \""
                + name
                + "\" ("
                + min
                + " .. "
                + max
                + ")");
      }
      return number;
    }

    /** With the largest unit that leaves a whole number. */
    String show(long number) {
      if (unit == Unit.NONE || number <= 0) {
        return Long.toString(number);
      }
      String best = unit.symbol;
      long divisor = 1;
      for (Map.Entry<String, BigDecimal> factor : unit.factors.entrySet()) {
        BigDecimal size = factor.getValue();
        if (size.compareTo(BigDecimal.ONE) > 0
            && size.longValueExact() > divisor
            && number % size.longValueExact() == 0) {
          divisor = size.longValueExact();
          best = factor.getKey();
        }
      }
      return number / divisor + best;
    }

    @Override
    public String typeName() {
      return "integer";
    }
  }

  /** A floating-point number. */
  record Real(double min, double max) implements SettingKind {
    @Override
    public String canonical(String name, String raw, String current) {
      try {
        BigDecimal value = new BigDecimal(raw.strip());
        if (value.doubleValue() >= min && value.doubleValue() <= max) {
          return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        }
      } catch (NumberFormatException e) {
        throw invalid(name, raw);
      }
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          raw.strip()
              + " is outside the valid range for parameter \""
              + name
              + "\" ("
              + Settings.plain(min)
              + " .. "
              + Settings.plain(max)
              + ")");
    }

    @Override
    public String typeName() {
      return "real";
    }
  }

  /** Any text. */
  record Free() implements SettingKind {
    @Override
    public String canonical(String name, String raw, String current) {
      return raw;
    }

    @Override
    public String typeName() {
      return "string";
    }
  }

  /** A text with rules of its own. */
  record Special(Rule rule) implements SettingKind {
    /** Checks and rewrites a text. */
    interface Rule {
      String canonical(String raw, String current);
    }

    @Override
    public String canonical(String name, String raw, String current) {
      return rule.canonical(raw, current);
    }

    @Override
    public String typeName() {
      return "string";
    }
  }
}
