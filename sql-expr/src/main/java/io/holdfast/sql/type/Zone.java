package io.holdfast.sql.type;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * A time zone: when its clocks show what, and what its times are called.
 *
 * @param rules its offsets
 * @param region whose names its times have; null for a zone that is no region
 * @param standard what its standard time is called; null: as the region says
 * @param summer what its summer time is called; null: as standard time, or as the region says
 */
public record Zone(
    ZoneRules rules, @Nullable ZoneId region, @Nullable String standard, @Nullable String summer) {
  /** Greenwich, without summer time. */
  public static final Zone UTC = fixed(ZoneOffset.UTC, "UTC");

  /** A region of the time zone database. */
  public static Zone of(ZoneId region) {
    return region instanceof ZoneOffset fixed
        ? fixed(fixed, null)
        : new Zone(region.getRules(), region, null, null);
  }

  /** A zone of one offset; without a name it is called by its offset. */
  static Zone fixed(ZoneOffset offset, @Nullable String name) {
    return new Zone(offset.getRules(), null, name, null);
  }

  /** The offset at a moment. */
  public ZoneOffset offsetAt(Instant at) {
    return rules.getOffset(at);
  }

  /** What the zone's time is called at a moment. */
  public String shortName(Instant at) {
    if (summer != null && rules.isDaylightSavings(at)) {
      return summer;
    }
    if (standard != null) {
      return standard;
    }
    return region != null ? TimeZones.shortName(region, at) : DateTimeText.offsetText(offsetAt(at));
  }
}
