package io.holdfast.sql.type;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Spellings of time zones: names of regions in any case, abbreviations, POSIX forms. */
public final class TimeZones {
  /**
   * An abbreviation of a zone's name that stands for one offset.
   *
   * @param daylight of summer time
   */
  public record Abbreviation(String name, ZoneOffset offset, boolean daylight) {}

  /** PostgreSQL's default set: minutes east of Greenwich, s for summer time, names. */
  private static final String ABBREVIATION_LINES =
      """
      -660 nut
      -600 ckt hst taht
      -570 mart
      -540 akst gamt
      -480 pst
      -480s akdt
      -420 mst
      -420s pdt
      -360 cst galt
      -360s mdt
      -300 act cot est pet
      -300s cdt easst east
      -240 amt ast bot gyt vet
      -240s edt
      -210 nft nst
      -180 arst art bra brt fkst fkt gft pmst pyt uyt wgt
      -180s adt clst clt pyst
      -150s ndt
      -120 fnt
      -120s brst pmdt uyst wgst
      -60 azot egt
      -60s fnst
      0 gmt uct ut utc wet z zulu
      0s azost egst
      60 cet met mez wat
      60s bst wetdst
      120 eet ist sast
      120s bdst cest cetdst mest mesz metdst
      180 eat fet msk volt
      180s eest eetdst idt
      210 irt
      240 amst azst azt gest get mut ret sct
      240s msd
      270 aft
      300 mawt mvt pkt tft tjt tmt uzt yekt
      300s must
      330 lkt
      345 npt
      360 almt bdt btt iot kgt omsst omst xjt
      360s kgst pkst uzst yekst
      390 mmt
      420 cxt davt ict krast krat novst novt wast
      420s almst
      480 awst bnt bort cct hkt irkst irkt myt pht sgt ulat
      480s wadt
      525 acwst
      540 jayt jst kst pwt yakst yakt
      540s awsst ulast wdt
      570 acst cast
      600 aest chut ddut ligt mpt pgt trut vlast vlat yapt
      600s kdt
      630 lhst
      630s acdt acsst cadt sadt
      660 kost magst magt pont vut
      660s aedt aesst lhdt
      720 anast anat fjt gilt mht nzst nzt petst pett tvt wakt wft
      765 chast
      780 tkt tot
      780s fjst nzdt
      825s chadt
      840 lint
      """;

  /** Names of the time zone database that Java has no region of that name for. */
  private static final Map<String, String> MORE_NAMES =
      Map.of(
          "EST",
          "-05:00",
          "MST",
          "-07:00",
          "HST",
          "-10:00",
          "ROC",
          "Asia/Taipei",
          "GMT+0",
          "UTC",
          "GMT-0",
          "UTC",
          "Factory",
          "UTC");

  private static final DateTimeFormatter SHORT_NAME =
      DateTimeFormatter.ofPattern("zzz", Locale.ROOT);

  /** Where the time zone database has letters; elsewhere it has the offset itself. */
  private static final Set<String> LETTERS =
      Set.of(
          ("ACDT ACST ADT AEDT AEST AKDT AKST AST AWST BST CAT CDT CEST CET CST ChST EAT EDT EEST"
                  + " EET EST GMT HDT HKT HST IDT IST JST KST LMT MDT MEST MET MSK MST NDT NST NZDT"
                  + " NZST PDT PKT PST SAST SST UTC WAT WEST WET WIB WIT WITA")
              .split(" ", -1));

  /** By names in lower case; the first of a value is how it is spelled. */
  private static final SortedMap<String, Map.Entry<String, Zone>> REGIONS = new TreeMap<>();

  private static final SortedMap<String, Abbreviation> ABBREVIATIONS = new TreeMap<>();

  static {
    for (String id : ZoneId.getAvailableZoneIds()) {
      // "SystemV/..." exists in Java only.
      if (!id.startsWith("SystemV/")) {
        region(id, id);
      }
    }
    MORE_NAMES.forEach(TimeZones::region);
    ABBREVIATION_LINES.lines().forEach(TimeZones::abbreviations);
  }

  private TimeZones() {}

  private static void region(String name, String id) {
    REGIONS.put(name.toLowerCase(Locale.ROOT), Map.entry(name, zone(name, ZoneId.of(id))));
  }

  private static Zone zone(String name, ZoneId id) {
    if (id instanceof ZoneOffset fixed) {
      return Zone.fixed(fixed, name);
    }
    if (id.getId().equals("UTC") || id.getId().equals("GMT")) {
      boolean factory = name.equals("Factory");
      return Zone.fixed(ZoneOffset.UTC, factory ? "-00" : name.startsWith("GMT") ? "GMT" : "UTC");
    }
    return Zone.of(id);
  }

  private static void abbreviations(String line) {
    String[] words = line.split(" ", -1);
    boolean daylight = words[0].endsWith("s");
    String minutes = daylight ? words[0].substring(0, words[0].length() - 1) : words[0];
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(Integer.parseInt(minutes) * 60);
    for (int i = 1; i < words.length; i++) {
      ABBREVIATIONS.put(words[i], new Abbreviation(words[i], offset, daylight));
    }
  }

  /** All abbreviations, in lower case and in order. */
  public static Collection<Abbreviation> abbreviations() {
    return Collections.unmodifiableCollection(ABBREVIATIONS.values());
  }

  /** The names of the time zone database with their zones, in order. */
  public static Collection<Map.Entry<String, Zone>> names() {
    return Collections.unmodifiableCollection(REGIONS.values());
  }

  /** How the name of a region is spelled; null when there is none of this name. */
  public static @Nullable String spelling(String name) {
    Map.Entry<String, Zone> region = REGIONS.get(name.toLowerCase(Locale.ROOT));
    return region == null ? null : region.getKey();
  }

  /** The zone of AT TIME ZONE; null when unknown. */
  public static @Nullable Zone parse(String name) {
    Zone fixed = abbreviation(name.toLowerCase(Locale.ROOT));
    return fixed == null ? ofSetting(name) : fixed;
  }

  /**
   * The zone of the setting: a region or a POSIX form, in which a bare offset counts to the west;
   * null when unknown.
   */
  public static @Nullable Zone ofSetting(String name) {
    Map.Entry<String, Zone> region = REGIONS.get(name.toLowerCase(Locale.ROOT));
    return region == null ? PosixZone.parse(name) : region.getValue();
  }

  /** What a region's time is called at a moment: letters where it has some, else its offset. */
  static String shortName(ZoneId zone, Instant at) {
    String letters = SHORT_NAME.format(at.atZone(zone));
    if (LETTERS.contains(letters)) {
      return letters;
    }
    int seconds = zone.getRules().getOffset(at).getTotalSeconds();
    int minutes = Math.abs(seconds) / 60;
    String sign = seconds < 0 ? "-" : "+";
    return minutes % 60 == 0
        ? String.format(Locale.ROOT, "%s%02d", sign, minutes / 60)
        : String.format(Locale.ROOT, "%s%02d%02d", sign, minutes / 60, minutes % 60);
  }

  /** A region, an abbreviation or a POSIX form, in lower case. */
  static @Nullable Zone byName(String lower) {
    Zone fixed = abbreviation(lower);
    if (fixed != null) {
      return fixed;
    }
    Map.Entry<String, Zone> region = REGIONS.get(lower);
    return region == null ? PosixZone.named(lower) : region.getValue();
  }

  static @Nullable Zone abbreviation(String lower) {
    Abbreviation fixed = ABBREVIATIONS.get(lower);
    return fixed == null ? null : Zone.fixed(fixed.offset(), lower.toUpperCase(Locale.ROOT));
  }
}
