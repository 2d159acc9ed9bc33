package io.holdfast.store.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.PeerProgress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** D11. A log of entries 1,000 to 9,999, of 100 bytes each, all of them applied. */
final class CutTargetTest {
  private static final long FIRST = 1_000;
  private static final long LAST = 9_999;
  private static final LogBounds BOUNDS = new LogBounds(50, 2_000, 100_000, 500_000, 1_000_000);

  private static PeerProgress at(long reach) {
    return new PeerProgress(2, reach, reach + 1, reach, false, false, true);
  }

  private static PeerProgress silentAt(long reach) {
    return new PeerProgress(3, reach, reach + 1, reach, false, false, false);
  }

  private static PeerProgress snapshotAt(long index) {
    return new PeerProgress(4, 0, 1, index, true, true, true);
  }

  private static long target(LogBounds bounds, PeerProgress... members) {
    return CutTarget.of(
        LAST,
        FIRST,
        List.of(members),
        index -> 100 * Math.max(0, LAST - Math.max(index, FIRST - 1)),
        bounds);
  }

  @Test
  void everythingGoesThatAllHave() {
    assertThat(target(BOUNDS, at(LAST), at(9_500))).isEqualTo(9_500);
    assertThat(target(BOUNDS, at(LAST), at(LAST))).isEqualTo(LAST);
  }

  @Test
  void aSnapshotOnItsWayHoldsTheEntriesBehindIt() {
    assertThat(target(BOUNDS, at(LAST), snapshotAt(6_000))).isEqualTo(6_000);
  }

  @Test
  void aSilentMemberHoldsFewEntriesAndFewBytes() {
    assertThat(target(BOUNDS, at(LAST), silentAt(9_100))).isEqualTo(9_100);
    assertThat(target(BOUNDS, at(LAST), silentAt(8_900))).as("bytes").isEqualTo(LAST);
    LogBounds fewEntries = new LogBounds(50, 500, 100_000, 500_000, 1_000_000);
    assertThat(target(fewEntries, at(LAST), silentAt(9_100))).as("entries").isEqualTo(LAST);
  }

  @Test
  void nobodyHoldsMoreThanTheBoundAndThoseWithinItGoOn() {
    assertThat(target(BOUNDS, at(LAST), at(4_000), snapshotAt(7_000))).isEqualTo(7_000);
  }

  @Test
  void aStoreThatKeepsTooMuchLeavesEachRegionItsShare() {
    LogBounds tight = BOUNDS.share(1_500_000, 20);
    assertThat(target(tight, at(LAST), snapshotAt(6_000), silentAt(9_200))).isEqualTo(6_000);
    assertThat(target(tight, at(LAST), silentAt(9_200))).isEqualTo(LAST);
    LogBounds tighter = BOUNDS.share(2_500_000, 10);
    assertThat(target(tighter, at(LAST), snapshotAt(6_000), at(9_200))).isEqualTo(9_200);
    assertThat(BOUNDS.share(1_000_000, 10)).isEqualTo(BOUNDS);
  }

  @Test
  void aCutIsWorthItsCommandByEntriesOrByBytes() {
    LogBounds wide = new LogBounds(50, 2_000, 100_000, 1_000_000, 2_000_000);
    assertThat(target(wide, at(1_010))).isZero();
    assertThat(target(wide, at(1_050))).isEqualTo(1_050);
    assertThat(
            CutTarget.of(
                1_009,
                FIRST,
                List.of(at(1_009)),
                index -> (8L << 20) * Math.max(0, 1_009 - index),
                BOUNDS))
        .isEqualTo(1_009);
  }

  @Test
  void aMemberThatHasNothingYetHoldsWhatIsThereWithinTheBound() {
    LogBounds wide = new LogBounds(50, 2_000, 100_000, 1_000_000, 2_000_000);
    assertThat(target(wide, at(LAST), at(0))).isZero();
    assertThat(target(BOUNDS, at(LAST), at(0))).isEqualTo(LAST);
  }
}
