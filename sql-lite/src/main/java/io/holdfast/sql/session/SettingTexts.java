package io.holdfast.sql.session;

import io.holdfast.sql.type.DateStyle;
import io.holdfast.sql.type.DateStyle.Order;
import io.holdfast.sql.type.DateStyle.Output;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.TimeZones;
import io.holdfast.sql.type.Zone;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules of the settings whose texts have a grammar: time zones, date styles, encodings. */
final class SettingTexts {
  private static final Pattern HOURS = Pattern.compile("[+-]?\\d{1,7}(?:\\.\\d+)?");

  private SettingTexts() {}

  static String timeZone(String raw, String current) {
    String text = raw.strip();
    if (HOURS.matcher(text).matches()) {
      return ofHours(Double.parseDouble(text), raw);
    }
    String spelling = TimeZones.spelling(text);
    if (spelling != null) {
      return spelling;
    }
    if (TimeZones.ofSetting(text) != null) {
      return text.toUpperCase(Locale.ROOT);
    }
    throw SettingKind.invalid("TimeZone", raw);
  }

  /** What SET TIME ZONE with a number, or an interval, shows: the POSIX form. */
  private static String ofHours(double hours, String raw) {
    int minutes = (int) Math.round(hours * 60);
    if (Math.abs(minutes) > 18 * 60) {
      throw SettingKind.invalid("TimeZone", raw).withDetail("UTC timezone offset is out of range.");
    }
    return ofMinutesEast(minutes);
  }

  static String ofMinutesEast(int minutes) {
    int size = Math.abs(minutes);
    String digits =
        size % 60 == 0
            ? String.format(Locale.ROOT, "%02d", size / 60)
            : String.format(Locale.ROOT, "%02d:%02d", size / 60, size % 60);
    return minutes < 0 ? "<-" + digits + ">+" + digits : "<+" + digits + ">-" + digits;
  }

  /** The zone of a text that was accepted. */
  static Zone zone(String text) {
    Zone zone = TimeZones.ofSetting(text);
    return zone == null ? Zone.UTC : zone;
  }

  static String dateStyle(String raw, String current) {
    Output output = null;
    Order order = null;
    for (String word : raw.split("[,\\s]+", -1)) {
      String key = word.toLowerCase(Locale.ROOT);
      Output newOutput = output(key);
      Order newOrder = order(key);
      if (newOutput == null && newOrder == null && !key.isEmpty()) {
        if (key.equals("default")) {
          continue;
        }
        throw SettingKind.invalid("DateStyle", raw)
            .withDetail("Unrecognized key word: \"" + word + "\".");
      }
      if ((newOutput != null && output != null && newOutput != output)
          || (newOrder != null && order != null && newOrder != order)) {
        throw SettingKind.invalid("DateStyle", raw)
            .withDetail("Conflicting \"datestyle\" specifications.");
      }
      output = newOutput == null ? output : newOutput;
      order = newOrder == null ? order : newOrder;
    }
    DateStyle before = parseDateStyle(current);
    if (output == Output.GERMAN && order == null) {
      order = Order.DMY;
    }
    return show(output == null ? before.output() : output, order == null ? before.order() : order);
  }

  private static String show(Output output, Order order) {
    String name =
        switch (output) {
          case ISO -> "ISO";
          case SQL -> "SQL";
          case POSTGRES -> "Postgres";
          case GERMAN -> "German";
        };
    return name + ", " + order;
  }

  private static @Nullable Output output(String key) {
    return switch (key) {
      case "iso" -> Output.ISO;
      case "sql" -> Output.SQL;
      case "german" -> Output.GERMAN;
      default -> key.startsWith("postgres") ? Output.POSTGRES : null;
    };
  }

  private static @Nullable Order order(String key) {
    return switch (key) {
      case "ymd" -> Order.YMD;
      case "dmy" -> Order.DMY;
      case "mdy", "us" -> Order.MDY;
      default -> key.startsWith("euro") ? Order.DMY : key.startsWith("noneuro") ? Order.MDY : null;
    };
  }

  /** The style of a text that was accepted. */
  static DateStyle parseDateStyle(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).split(", ", -1);
    Output output = output(words[0]);
    Order order = words.length > 1 ? order(words[1]) : null;
    return new DateStyle(output == null ? Output.ISO : output, order == null ? Order.MDY : order);
  }

  static String clientEncoding(String raw, String current) {
    Encodings.Encoding encoding = Encodings.find(raw);
    if (encoding == null) {
      throw SettingKind.invalid("client_encoding", raw);
    }
    // The name that drivers of old send stays, as in PostgreSQL.
    return raw.equals("UNICODE") ? raw : encoding.name();
  }
}
