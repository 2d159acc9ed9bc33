package io.holdfast.sql.function;

import io.holdfast.sql.function.DateTemplate.Part;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Function to_char of dates and times. */
final class DateWriter {
  private static final int NAME_WIDTH = 9;
  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");

  private final LocalDate date;
  private final long micros;
  private final int hour;
  private final @Nullable Zone zone;
  private final ZoneOffset offset;

  private DateWriter(
      LocalDate date, long hour, long micros, @Nullable Zone zone, ZoneOffset offset) {
    this.date = date;
    this.hour = (int) hour;
    this.micros = micros;
    this.zone = zone;
    this.offset = offset;
  }

  static void register(Registry r) {
    r.fn2("to_char(timestamp, text) text stable", (c, a, f) -> timestamp((Long) a, f, null));
    r.fn2(
        "to_char(timestamptz, text) text stable",
        (c, a, f) -> timestamp((Long) a, f, c.types().zone()));
    r.fn2("to_char(interval, text) text stable", (c, a, f) -> interval((Interval) a, f));
  }

  private static @Nullable String timestamp(long value, Object format, @Nullable Zone zone) {
    if (((String) format).isEmpty() || !Timestamps.isFinite(value)) {
      return null;
    }
    ZoneOffset offset = zone == null ? ZoneOffset.UTC : Timestamps.offsetAt(value, zone);
    long local = zone == null ? value : Timestamps.toLocal(value, zone);
    LocalDateTime civil = Timestamps.localDateTime(local);
    long time = Timestamps.timeOf(local);
    return new DateWriter(civil.toLocalDate(), civil.getHour(), time, zone, offset)
        .write((String) format);
  }

  /** Years, months and days of an interval stand where those of a date would. */
  private static @Nullable String interval(Interval value, Object format) {
    if (((String) format).isEmpty()) {
      return null;
    }
    long hours = value.micros() / 3_600_000_000L;
    StringBuilder out = new StringBuilder();
    for (Part part : DateTemplate.parse((String) format)) {
      long number =
          switch (part.field()) {
            case "YYYY" -> value.months() / 12;
            case "MM" -> value.months() % 12;
            case "DD" -> value.days();
            case "HH24" -> hours;
            case "HH", "HH12" -> hours % 12 == 0 ? 12 : hours % 12;
            default -> 0;
          };
      int width = part.field().equals("YYYY") ? 4 : 2;
      boolean own = List.of("YYYY", "MM", "DD", "HH24", "HH", "HH12").contains(part.field());
      DateWriter writer =
          new DateWriter(LocalDate.EPOCH, hours, value.micros(), null, ZoneOffset.UTC);
      out.append(own ? writer.number(part, number, width) : writer.part(part));
    }
    return out.toString();
  }

  private String write(String format) {
    StringBuilder out = new StringBuilder();
    for (Part part : DateTemplate.parse(format)) {
      out.append(part(part));
    }
    return out.toString();
  }

  private String part(Part part) {
    if (part.isLiteral()) {
      return part.text();
    }
    String ofTime = time(part);
    return ofTime != null ? ofTime : date(part);
  }

  private String number(Part part, long value, int width) {
    String digits = String.valueOf(Math.abs(value));
    String padded = part.fill() ? "0".repeat(Math.max(0, width - digits.length())) : "";
    return (value < 0 ? "-" : "") + padded + digits + ordinal(part, value);
  }

  private static String ordinal(Part part, long value) {
    if (part.ordinal().isEmpty()) {
      return "";
    }
    long last = value % 10;
    boolean teen = value / 10 % 10 == 1;
    String suffix = "TH";
    if (!teen && last >= 1 && last <= 3) {
      suffix = List.of("ST", "ND", "RD").get((int) last - 1);
    }
    return part.ordinal().equals("TH") ? suffix : suffix.toLowerCase(Locale.ROOT);
  }

  private @Nullable String time(Part part) {
    long fraction = Math.floorMod(micros, 1_000_000L);
    return switch (part.field()) {
      case "HH24" -> number(part, hour, 2);
      case "HH", "HH12" -> number(part, hour % 12 == 0 ? 12 : hour % 12, 2);
      case "MI" -> number(part, micros / 60_000_000L % 60, 2);
      case "SS" -> number(part, micros / 1_000_000L % 60, 2);
      case "SSSSS", "SSSS" -> number(part, micros / 1_000_000L, 1);
      case "MS" -> number(part, fraction / 1000, 3);
      case "US" -> number(part, fraction, 6);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> {
        int digits = part.field().charAt(2) - '0';
        yield String.format(Locale.ROOT, "%06d", fraction).substring(0, digits);
      }
      case "AM", "PM" -> like(part, hour < 12 ? "AM" : "PM");
      case "A.M.", "P.M." -> like(part, hour < 12 ? "A.M." : "P.M.");
      case "TZ" -> zone == null ? "" : like(part, zoneName(zone));
      case "TZH" -> (offset.getTotalSeconds() < 0 ? "-" : "+") + offsetPart(3600, 24);
      case "TZM" -> offsetPart(60, 60);
      case "OF" ->
          (offset.getTotalSeconds() < 0 ? "-" : "+")
              + offsetPart(3600, 24)
              + (offset.getTotalSeconds() % 3600 == 0 ? "" : ":" + offsetPart(60, 60));
      default -> null;
    };
  }

  private String zoneName(Zone named) {
    return named.shortName(date.atTime(Math.min(23, hour), 0).toInstant(offset));
  }

  private String offsetPart(int unitSeconds, int modulus) {
    int value = Math.abs(offset.getTotalSeconds()) / unitSeconds % modulus;
    return String.format(Locale.ROOT, "%02d", value);
  }

  /** In the case of the template: all upper, all lower or as a word. */
  private static String like(Part part, String upper) {
    String text = part.text();
    if (Character.isLowerCase(text.charAt(0))) {
      return upper.toLowerCase(Locale.ROOT);
    }
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT) : upper;
  }

  private static String name(Part part, String name, boolean padded) {
    String shown = like(part, name.toUpperCase(Locale.ROOT));
    return padded && part.fill()
        ? shown + " ".repeat(Math.max(0, NAME_WIDTH - shown.length()))
        : shown;
  }

  private String date(Part part) {
    int month = date.getMonthValue();
    int weekDay = date.getDayOfWeek().getValue();
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    int isoYear = date.get(IsoFields.WEEK_BASED_YEAR);
    return switch (part.field()) {
      case "YYYY" -> number(part, year, 4);
      case "Y,YYY" -> year / 1000 + "," + String.format(Locale.ROOT, "%03d", year % 1000);
      case "YYY" -> number(part, year % 1000, 3);
      case "YY" -> number(part, year % 100, 2);
      case "Y" -> number(part, year % 10, 1);
      case "IYYY" -> number(part, isoYear, 4);
      case "IYY" -> number(part, isoYear % 1000, 3);
      case "IY" -> number(part, isoYear % 100, 2);
      case "I" -> number(part, isoYear % 10, 1);
      case "MONTH" -> name(part, date.getMonth().name(), true);
      case "MON" -> name(part, english(date.getMonth().name(), 3), false);
      case "MM" -> number(part, month, 2);
      case "DAY" -> name(part, date.getDayOfWeek().name(), true);
      case "DY" -> name(part, english(date.getDayOfWeek().name(), 3), false);
      case "DDD" -> number(part, date.getDayOfYear(), 3);
      case "DD" -> number(part, date.getDayOfMonth(), 2);
      case "D" -> number(part, weekDay % 7 + 1, 1);
      case "ID" -> number(part, weekDay, 1);
      case "IDDD" ->
          number(part, 7L * (date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) - 1) + weekDay, 3);
      case "W" -> number(part, (date.getDayOfMonth() - 1) / 7 + 1, 1);
      case "WW" -> number(part, (date.getDayOfYear() - 1) / 7 + 1, 2);
      case "IW" -> number(part, date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case "CC" -> number(part, (year + 99) / 100, 2);
      case "J" -> number(part, date.getLong(JulianFields.JULIAN_DAY), 1);
      case "Q" -> number(part, (month - 1) / 3 + 1, 1);
      case "RM" -> roman(part, month);
      case "AD", "BC" -> like(part, date.getYear() > 0 ? "AD" : "BC");
      case "A.D.", "B.C." -> like(part, date.getYear() > 0 ? "A.D." : "B.C.");
      default -> "";
    };
  }

  private static String roman(Part part, int month) {
    String numeral = ROMAN.get(month - 1);
    String padded = part.fill() ? numeral + " ".repeat(4 - numeral.length()) : numeral;
    return part.text().equals("rm") ? padded.toLowerCase(Locale.ROOT) : padded;
  }

  private static String english(String name, int length) {
    return name.substring(0, length);
  }
}
