package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields extract, date_part and date_trunc know, with all their spellings. */
enum TimeUnit {
  MICROSECONDS("microsecond microseconds us usec usecs usecond useconds microsecon"),
  MILLISECONDS("millisecond milliseconds ms msec msecs msecond mseconds millisecon"),
  SECOND("second seconds s sec secs"),
  MINUTE("minute minutes m min mins"),
  HOUR("hour hours h hr hrs"),
  DAY("day days d"),
  WEEK("week weeks w"),
  MONTH("month months mon mons"),
  QUARTER("quarter qtr"),
  YEAR("year years y yr yrs"),
  DECADE("decade decades dec decs"),
  CENTURY("century centuries c cent"),
  MILLENNIUM("millennium millennia mil mils"),
  EPOCH("epoch"),
  JULIAN("julian jd j"),
  ISOYEAR("isoyear"),
  DOW("dow"),
  ISODOW("isodow"),
  DOY("doy"),
  TIMEZONE("timezone"),
  TIMEZONE_HOUR("timezone_h timezone_hour"),
  TIMEZONE_MINUTE("timezone_m timezone_minute");

  private static final Map<String, TimeUnit> SPELLINGS = new HashMap<>();

  static {
    for (TimeUnit unit : values()) {
      for (String spelling : unit.spellings.split(" ", -1)) {
        SPELLINGS.put(spelling, unit);
      }
    }
  }

  private final String spellings;

  TimeUnit(String spellings) {
    this.spellings = spellings;
  }

  static @Nullable TimeUnit named(String name) {
    return SPELLINGS.get(TextFunctions.lower(name));
  }

  /** The unit of a name, or the error for the type it was asked of. */
  static TimeUnit of(String name, String typeName) {
    TimeUnit unit = named(name);
    if (unit == null) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "unit \"" + TextFunctions.lower(name) + "\" not recognized for type " + typeName);
    }
    return unit;
  }

  static SqlException unsupported(String name, String typeName) {
    return new SqlException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "unit \"" + TextFunctions.lower(name) + "\" not supported for type " + typeName);
  }
}
