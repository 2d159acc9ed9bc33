package io.holdfast.store.region.split;

import io.holdfast.protocol.wire.pdpb.SplitID;
import java.util.List;
import java.util.TreeSet;

/** Ids for the parts of a split, as the placement driver hands them out. */
final class NewIds {
  private NewIds() {}

  /**
   * Why the ids cannot be new, or an empty text. A placement driver that came back from an older
   * copy of its data hands out what others have already; a split with such an id would be an entry
   * that no store with the other region can apply (rule G11).
   *
   * @param knownBefore greatest id that was in use, of whatever kind, before the driver was asked
   */
  static String objection(List<SplitID> ids, long knownBefore) {
    TreeSet<Long> seen = new TreeSet<>();
    for (SplitID id : ids) {
      if (!seen.add(id.getNewRegionId())) {
        return twice(id.getNewRegionId());
      }
      for (long peerId : id.getNewPeerIdsList()) {
        if (!seen.add(peerId)) {
          return twice(peerId);
        }
      }
    }
    return seen.isEmpty() || seen.first() > knownBefore
        ? ""
        : "the placement driver handed out id "
            + seen.first()
            + " though "
            + knownBefore
            + " is in use: it works on an older copy of its data";
  }

  private static String twice(long id) {
    return "the placement driver handed out id " + id + " twice at once";
  }
}
