package io.holdfast.sql.session;

import io.holdfast.sql.type.DateStyle;
import io.holdfast.sql.type.DateStyle.Order;
import io.holdfast.sql.type.DateStyle.Output;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules of the settings whose texts have a grammar: time zones, date styles, encodings. */
final class SettingTexts {
  /** POSIX: a name, then hours west of Greenwich. */
  private static final Pattern POSIX_ZONE =
      Pattern.compile(
          "(<[A-Za-z0-9+:-]{1,}>|[A-Za-z]{3,})([+-]?)(\\d{1,2})(?::(\\d{2}))?(?::\\d{2})?");

  private static final Pattern HOURS = Pattern.compile("[+-]?\\d{1,2}(?:\\.\\d+)?");

  /** Names of zones in lower case, with their spelling. */
  private static final Map<String, String> ZONES = new TreeMap<>();

  static {
    for (String id : ZoneId.getAvailableZoneIds()) {
      // "SystemV/..." exists in Java only.
      if (!id.startsWith("SystemV/")) {
        ZONES.put(id.toLowerCase(Locale.ROOT), id);
      }
    }
  }

  private SettingTexts() {}

  static String timeZone(String raw, String current) {
    String text = raw.strip();
    String spelling = ZONES.get(text.toLowerCase(Locale.ROOT));
    if (spelling != null) {
      return spelling;
    }
    if (text.equalsIgnoreCase("utc") || text.equalsIgnoreCase("z")) {
      return "UTC";
    }
    if (HOURS.matcher(text).matches()) {
      return ofHours(Double.parseDouble(text), raw);
    }
    if (POSIX_ZONE.matcher(text).matches() && zoneOrNull(text) != null) {
      return text.startsWith("<") ? text : text.toUpperCase(Locale.ROOT);
    }
    throw SettingKind.invalid("TimeZone", raw);
  }

  /** What SET TIME ZONE with a number, or an interval, shows: the POSIX form. */
  private static String ofHours(double hours, String raw) {
    int minutes = (int) Math.round(hours * 60);
    if (Math.abs(minutes) > 18 * 60) {
      throw SettingKind.invalid("TimeZone", raw);
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
  static ZoneId zone(String text) {
    ZoneId zone = zoneOrNull(text);
    return zone == null ? ZoneOffset.UTC : zone;
  }

  private static @Nullable ZoneId zoneOrNull(String text) {
    if (text.equals("UTC") || text.equals("GMT")) {
      return ZoneOffset.UTC;
    }
    try {
      if (ZONES.containsValue(text)) {
        return ZoneId.of(text);
      }
      Matcher posix = POSIX_ZONE.matcher(text);
      if (posix.matches()) {
        int minutes = posix.group(4) == null ? 0 : Integer.parseInt(posix.group(4));
        int west = Integer.parseInt(posix.group(3)) * 60 + minutes;
        return ZoneOffset.ofTotalSeconds((posix.group(2).equals("-") ? west : -west) * 60);
      }
    } catch (DateTimeException e) {
      return null;
    }
    return null;
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
    String key = raw.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return switch (key) {
      case "utf8", "unicode" -> "UTF8";
      case "sqlascii" -> "SQL_ASCII";
      default -> throw SettingKind.invalid("client_encoding", raw);
    };
  }
}
