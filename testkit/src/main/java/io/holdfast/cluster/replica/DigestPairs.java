package io.holdfast.cluster.replica;

import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import java.util.List;

/** What the replicas of one region say of themselves, side by side. */
final class DigestPairs {
  private DigestPairs() {}

  /** The number of digests of families that were compared with another replica's. */
  static long compare(
      long id, List<RegionDigestResponse> digests, int replicas, List<String> problems) {
    if (digests.size() != replicas) {
      problems.add("region " + id + " has " + digests.size() + " replicas instead of " + replicas);
      return 0;
    }
    RegionDigestResponse first = digests.get(0);
    long comparisons = 0;
    for (RegionDigestResponse other : digests.subList(1, digests.size())) {
      if (!first.getFound() || !other.getFound()) {
        problems.add("region " + id + " is not in its normal state on every store");
      } else if (first.getAppliedIndex() != other.getAppliedIndex()) {
        problems.add(
            "region "
                + id
                + " stands at index "
                + first.getAppliedIndex()
                + " and "
                + other.getAppliedIndex());
      } else if (!first.getRegion().equals(other.getRegion())) {
        problems.add(
            "region " + id + " has two descriptors: " + first.getRegion() + other.getRegion());
      } else {
        for (int family = 0; family < first.getFamiliesCount(); family++) {
          comparisons++;
          if (!first.getFamilies(family).equals(other.getFamilies(family))) {
            problems.add(
                "region "
                    + id
                    + " differs at index "
                    + first.getAppliedIndex()
                    + ": "
                    + first.getFamilies(family)
                    + other.getFamilies(family));
          }
        }
      }
    }
    return comparisons;
  }
}
