package io.holdfast.pd.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RegionTreeTest {
  private final RegionTree tree = new RegionTree();

  static Region region(long id, String start, String end, long version, long confVer) {
    return Region.newBuilder()
        .setId(id)
        .setStartKey(ByteString.copyFromUtf8(start))
        .setEndKey(ByteString.copyFromUtf8(end))
        .setRegionEpoch(RegionEpoch.newBuilder().setVersion(version).setConfVer(confVer))
        .addPeers(Peer.newBuilder().setId(id * 10).setStoreId(1))
        .build();
  }

  private RegionTree.Outcome put(long id, String start, String end, long version) {
    return tree.put(RegionInfo.of(region(id, start, end, version, 1)));
  }

  private static RegionInfo led(Region region, long peerId, long term) {
    return new RegionInfo(
        region, Peer.newBuilder().setId(peerId).build(), term, List.of(), List.of(), 0);
  }

  private long at(String key) {
    RegionInfo info = tree.at(Bytes.utf8(key));
    return info == null ? 0 : info.id();
  }

  @Test
  void theStartOfARegionBelongsToItAndTheEndDoesNot() {
    put(1, "", "m", 2);
    put(2, "m", "", 2);
    assertThat(at("")).isEqualTo(1);
    assertThat(at("lzz")).isEqualTo(1);
    assertThat(at("m")).isEqualTo(2);
    assertThat(at("zzz")).isEqualTo(2);
  }

  @Test
  void aSplitReplacesTheWholeAndALateReportOfTheWholeIsStale() {
    put(1, "", "", 1);
    assertThat(put(2, "", "m", 2)).isEqualTo(RegionTree.Outcome.CHANGED);
    assertThat(at("x")).isZero(); // Only one part has reported.
    assertThat(put(1, "", "", 1)).isEqualTo(RegionTree.Outcome.STALE);
    assertThat(put(1, "m", "", 2)).isEqualTo(RegionTree.Outcome.CHANGED);
    assertThat(at("x")).isEqualTo(1);
    assertThat(tree.size()).isEqualTo(2);
  }

  @Test
  void aRegionNeverGoesBackInEitherPartOfItsEpoch() {
    tree.put(RegionInfo.of(region(1, "", "", 3, 3)));
    assertThat(tree.put(RegionInfo.of(region(1, "", "", 2, 4))))
        .isEqualTo(RegionTree.Outcome.STALE);
    assertThat(tree.put(RegionInfo.of(region(1, "", "", 4, 2))))
        .isEqualTo(RegionTree.Outcome.STALE);
    assertThat(tree.put(RegionInfo.of(region(1, "", "", 3, 3))))
        .isEqualTo(RegionTree.Outcome.REFRESHED);
    assertThat(tree.put(RegionInfo.of(region(1, "", "", 3, 4))))
        .isEqualTo(RegionTree.Outcome.CHANGED);
  }

  @Test
  void aDeposedLeadersLateReportDoesNotTakeTheLeadershipBack() {
    Region region =
        region(1, "", "", 1, 1).toBuilder().addPeers(Peer.newBuilder().setId(11)).build();
    tree.put(led(region, 11, 7));
    assertThat(tree.put(led(region, 10, 6))).isEqualTo(RegionTree.Outcome.STALE);
    assertThat(tree.put(led(region, 10, 8))).isEqualTo(RegionTree.Outcome.REFRESHED);
    RegionInfo info = tree.byId(1);
    assertThat(info).isNotNull();
    assertThat(info.leader()).isEqualTo(region.getPeers(0));
  }

  @Test
  void theRegionBeforeIsTheOneThatEndsWhereThisOneBegins() {
    put(1, "", "g", 2);
    put(2, "g", "m", 2);
    put(3, "p", "", 2);
    assertThat(tree.before(Bytes.utf8("h"))).isEqualTo(tree.byId(1));
    assertThat(tree.before(Bytes.utf8("a"))).isNull();
    assertThat(tree.before(Bytes.utf8("q"))).isNull(); // A gap lies between.
  }

  @Test
  void scansReturnWhatOverlapsInOrderUpToALimit() {
    put(1, "", "b", 2);
    put(2, "b", "d", 2);
    put(3, "d", "f", 2);
    put(4, "f", "", 2);
    KeyRange range = new KeyRange(Bytes.utf8("c"), Bytes.utf8("f"));
    assertThat(ids(tree.scan(range, 10))).containsExactly(2L, 3L);
    assertThat(ids(tree.scan(KeyRange.ALL, 3))).containsExactly(1L, 2L, 3L);
    assertThat(tree.peersOnStore(1)).isEqualTo(4);
  }

  private static List<Long> ids(List<RegionInfo> infos) {
    return infos.stream().map(RegionInfo::id).toList();
  }

  /** Random reports, against a list in which the rule is written down literally. */
  @Test
  void theTreeAgreesWithANaiveList() {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RegionTree real = new RegionTree();
      List<RegionInfo> naive = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        RegionInfo report = RegionInfo.of(randomRegion(random));
        boolean stale = naivePut(naive, report);
        assertThat(real.put(report) == RegionTree.Outcome.STALE)
            .as("seed %s step %s", seed, step)
            .isEqualTo(stale);
        real.checkInvariants();
        assertThat(real.all()).containsExactlyElementsOf(naive);
        Bytes key = Bytes.utf8("" + (char) ('a' + random.nextInt(12)));
        assertThat(real.at(key))
            .isEqualTo(
                naive.stream().filter(r -> r.range().contains(key)).findFirst().orElse(null));
      }
    }
  }

  private static Region randomRegion(SplittableRandom random) {
    int from = random.nextInt(10);
    int to = from + 1 + random.nextInt(10 - from);
    String start = from == 0 ? "" : "" + (char) ('a' + from);
    String end = to == 10 ? "" : "" + (char) ('a' + to);
    return region(1 + random.nextInt(8), start, end, 1 + random.nextInt(6), 1 + random.nextInt(3));
  }

  private static boolean naivePut(List<RegionInfo> naive, RegionInfo report) {
    for (RegionInfo known : naive) {
      boolean same = known.id() == report.id();
      if (same && report.epoch().isOlderThan(known.epoch())) {
        return true;
      }
      if (!same
          && known.range().overlaps(report.range())
          && report.epoch().version() < known.epoch().version()) {
        return true;
      }
    }
    naive.removeIf(r -> r.id() == report.id() || r.range().overlaps(report.range()));
    naive.add(report);
    naive.sort(Comparator.comparing(RegionInfo::start));
    return false;
  }
}
