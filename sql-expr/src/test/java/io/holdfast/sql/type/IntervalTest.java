package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class IntervalTest {
  private static String times(String interval, double factor) {
    return Interval.parse(interval).multiply(factor).toString();
  }

  @Test
  void fractionsOfMonthsBecomeDaysAndThoseOfDaysTime() {
    assertThat(times("1 mon 1 day 01:00", 1.5)).isEqualTo("1 mon 16 days 13:30:00");
    assertThat(times("1 year", 0.3)).isEqualTo("3 mons 18 days");
    assertThat(times("-1 mon", 2.7)).isEqualTo("-2 mons -21 days");
    assertThat(times("10 days", 0.33333)).isEqualTo("3 days 07:59:57.12");
    assertThat(times("1 mon -1 day", 0.1)).isEqualTo("3 days -02:24:00");
    assertThat(Interval.parse("1 mon").divide(7).toString()).isEqualTo("4 days 06:51:25.6896");
    assertThat(Interval.parse("1 day").divide(3).toString()).isEqualTo("08:00:00");
    assertThatThrownBy(() -> Interval.parse("1 day").divide(0)).hasMessage("division by zero");
    assertThatThrownBy(() -> Interval.parse("2147483647 days").add(Interval.parse("1 day")))
        .hasMessage("interval out of range");
  }

  @Test
  void partsCarryOverOnRequest() {
    assertThat(Interval.parse("27:30").justifyHours().toString()).isEqualTo("1 day 03:30:00");
    assertThat(Interval.parse("1 day -25:00").justifyHours().toString()).isEqualTo("-01:00:00");
    assertThat(Interval.parse("65 days").justifyDays().toString()).isEqualTo("2 mons 5 days");
    assertThat(Interval.parse("-1 mon 35 days").justifyDays().toString()).isEqualTo("5 days");
    assertThat(Interval.parse("1 mon -1 hour").justify().toString()).isEqualTo("29 days 23:00:00");
    assertThat(Interval.parse("-2 mon 100 days -50:00").justify().toString())
        .isEqualTo("1 mon 7 days 22:00:00");
    assertThat(Interval.parse("1 day -1 sec").justify().toString()).isEqualTo("23:59:59");
  }

  private static String plus(String timestamp, String interval) {
    long start = (Long) ValueText.parse(BaseType.TIMESTAMP, timestamp, TypeContext.UTC);
    long moved = Timestamps.plus(start, Interval.parse(interval));
    return ValueText.format(BaseType.TIMESTAMP, moved, TypeContext.UTC);
  }

  @Test
  void monthsKeepTheDayWhereItExists() {
    assertThat(plus("2020-01-31", "1 mon")).isEqualTo("2020-02-29 00:00:00");
    assertThat(plus("2020-03-31", "-1 mon")).isEqualTo("2020-02-29 00:00:00");
    assertThat(plus("2020-02-29", "1 year")).isEqualTo("2021-02-28 00:00:00");
    assertThat(plus("2020-01-31 10:00", "1 mon 1 day -2:00")).isEqualTo("2020-03-01 08:00:00");
    assertThat(plus("infinity", "1 day")).isEqualTo("infinity");
    assertThatThrownBy(() -> plus("294276-12-31", "1 year")).hasMessage("timestamp out of range");
  }

  @Test
  void aDayIsADayOfTheClockAndHoursPass() {
    Zone zone = Zone.of(ZoneId.of("America/New_York"));
    TypeContext context = TypeContext.UTC.withZone(zone);
    String[][] expected = {
      {"2021-03-13 02:30", "1 day", "2021-03-14 03:30:00-04"},
      {"2021-03-13 02:30", "24:00", "2021-03-14 03:30:00-04"},
      {"2021-11-06 01:30", "1 day", "2021-11-07 01:30:00-05"},
      {"2021-11-06 01:30", "24:00", "2021-11-07 01:30:00-04"},
      {"2021-11-06 01:30", "25:00", "2021-11-07 01:30:00-05"}
    };
    for (String[] row : expected) {
      long start = (Long) ValueText.parse(BaseType.TIMESTAMPTZ, row[0], context);
      long moved = Timestamps.plus(start, Interval.parse(row[1]), zone);
      assertThat(ValueText.format(BaseType.TIMESTAMPTZ, moved, context)).isEqualTo(row[2]);
    }
  }

  @Test
  void theDistanceOfTimestampsIsDaysAndTime() {
    long a = (Long) ValueText.parse(BaseType.TIMESTAMP, "2020-03-01", TypeContext.UTC);
    long b = (Long) ValueText.parse(BaseType.TIMESTAMP, "2020-02-01 12:00", TypeContext.UTC);
    assertThat(Timestamps.minus(a, b).toString()).isEqualTo("28 days 12:00:00");
    assertThat(Timestamps.minus(b, a).toString()).isEqualTo("-28 days -12:00:00");
    assertThatThrownBy(() -> Timestamps.minus(a, Timestamps.INFINITY))
        .hasMessage("cannot subtract infinite timestamps");
  }

  @Test
  void zonesAreFoundByNameAbbreviationAndOffset() {
    assertThat(TimeZones.parse("europe/berlin")).isEqualTo(Zone.of(ZoneId.of("Europe/Berlin")));
    assertThat(offset("UTC")).isEqualTo("Z");
    // A bare offset is POSIX: it counts to the west.
    assertThat(offset("-8")).isEqualTo("+08:00");
    assertThat(offset("UTC+3")).isEqualTo("-03:00");
    assertThat(offset("<+03>-03")).isEqualTo("+03:00");
    assertThat(TimeZones.parse("nowhere")).isNull();
  }

  private static String offset(String zone) {
    return Objects.requireNonNull(TimeZones.parse(zone)).offsetAt(Instant.EPOCH).getId();
  }
}
