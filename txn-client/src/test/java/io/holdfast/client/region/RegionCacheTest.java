package io.holdfast.client.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RegionCacheTest {
  private static Bytes key(int number) {
    return number <= 0 ? Bytes.EMPTY : Bytes.utf8(String.format("%03d", number));
  }

  private static Bytes end(int number) {
    return number >= 100 ? Bytes.EMPTY : key(number);
  }

  private static Peer peer(long id, PeerRole role) {
    return Peer.newBuilder().setId(id).setStoreId(id % 10).setRole(role).build();
  }

  private static RegionRoute route(long id, int from, int to, long version, long confVer) {
    Region.Builder region =
        Region.newBuilder()
            .setId(id)
            .setStartKey(ProtoBytes.toWire(key(from)))
            .setEndKey(ProtoBytes.toWire(end(to)))
            .addPeers(peer(id * 10 + 1, PeerRole.Voter))
            .addPeers(peer(id * 10 + 2, PeerRole.Learner))
            .addPeers(peer(id * 10 + 3, PeerRole.Voter));
    region.getRegionEpochBuilder().setVersion(version).setConfVer(confVer);
    return RegionRoute.of(region.build(), null);
  }

  /** The same rules over a list. */
  private static final class Model {
    final List<RegionRoute> all = new ArrayList<>();

    void insert(RegionRoute route) {
      List<RegionRoute> hit = new ArrayList<>();
      for (RegionRoute each : all) {
        if (each.id() == route.id() || each.bounds().overlaps(route.bounds())) {
          hit.add(each);
        }
      }
      for (RegionRoute each : hit) {
        boolean newer =
            each.epoch().version() > route.epoch().version()
                || (each.id() == route.id()
                    && each.epoch().version() == route.epoch().version()
                    && each.epoch().confVer() > route.epoch().confVer());
        if (newer) {
          return;
        }
      }
      all.removeAll(hit);
      all.add(route);
    }
  }

  @Test
  void behavesLikeANaiveListUnderRandomNews() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RegionCache cache = new RegionCache(1_000);
      Model model = new Model();
      for (int step = 0; step < 400; step++) {
        int from = random.nextInt(0, 100);
        int to = random.nextInt(from + 1, 101);
        RegionRoute route =
            route(1 + random.nextInt(12), from, to, random.nextInt(1, 40), random.nextInt(1, 5));
        if (random.nextInt(5) == 0) {
          cache.invalidate(route);
          model.all.removeIf(
              each -> each.id() == route.id() && !route.epoch().isOlderThan(each.epoch()));
        } else {
          cache.insert(route);
          model.insert(route);
        }
        compare(cache, model, random);
      }
    }
  }

  private static void compare(RegionCache cache, Model model, SplittableRandom random) {
    assertThat(cache.entries()).containsExactlyInAnyOrderElementsOf(model.all);
    for (int i = 0; i < 5; i++) {
      Bytes position = key(random.nextInt(100));
      assertThat(cache.find(position))
          .isEqualTo(
              model.all.stream()
                  .filter(each -> each.bounds().contains(position))
                  .findFirst()
                  .orElse(null));
      Bytes limit = end(random.nextInt(1, 101));
      assertThat(cache.findBelow(limit))
          .isEqualTo(
              model.all.stream()
                  .filter(each -> limit.isEmpty() || each.start().compareTo(limit) < 0)
                  .filter(
                      each ->
                          each.end().isEmpty()
                              || (!limit.isEmpty() && limit.compareTo(each.end()) <= 0))
                  .findFirst()
                  .orElse(null));
    }
  }

  @Test
  void forgetsTheLeastRecentlyUsedBeyondItsBound() {
    RegionCache cache = new RegionCache(3);
    for (int i = 1; i <= 3; i++) {
      cache.insert(route(i, i * 10, i * 10 + 5, 1, 1));
    }
    assertThat(cache.find(key(11))).isNotNull();
    cache.insert(route(4, 40, 45, 1, 1));
    assertThat(cache.size()).isEqualTo(3);
    assertThat(cache.find(key(11))).isNotNull();
    assertThat(cache.find(key(21))).isNull();
  }

  @Test
  void aLeaderThatFailsGivesWayToTheNextVoterAndThenToANewLookUp() {
    RegionCache cache = new RegionCache(3);
    RegionRoute first = route(1, 0, 100, 1, 1);
    cache.insert(first);
    cache.leaderFailed(first);
    RegionRoute second = cache.byId(1);
    assertThat(second).isNotNull();
    assertThat(second.leader().getId()).isEqualTo(13); // Learners are skipped.
    cache.leaderFailed(first); // Late news about the first one changes nothing.
    assertThat(cache.byId(1)).isEqualTo(second);
    cache.leaderFailed(second);
    RegionRoute third = cache.byId(1);
    assertThat(third).isNotNull();
    cache.leaderFailed(third);
    assertThat(cache.byId(1)).isNull();
  }

  @Test
  void newsAboutAnOlderShapeChangeNeitherLeaderNorEntry() {
    RegionCache cache = new RegionCache(3);
    RegionRoute old = route(1, 0, 100, 1, 1);
    RegionRoute now = route(1, 0, 50, 2, 1);
    cache.insert(now);
    cache.setLeader(old, peer(13, PeerRole.Voter));
    cache.invalidate(old);
    assertThat(cache.byId(1)).isEqualTo(now);
  }
}
