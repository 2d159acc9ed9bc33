package io.holdfast.cluster.replica;

import io.holdfast.pd.server.StoreWord;
import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Asks running stores what a placement driver that is made again has to know. Blocks. */
public final class StoreSurvey {
  private StoreSurvey() {}

  /** The words of all these stores; fails when one of them does not answer. */
  public static List<StoreWord> ask(NodeRuntime runtime, List<Address> stores)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<StoreWord> words = new ArrayList<>();
    for (Address store : stores) {
      try (StoreInspector inspector = new StoreInspector(runtime, store)) {
        words.add(
            new StoreWord(
                inspector.describe(),
                inspector.peers().stream().map(PeerStatus::getRegion).toList()));
      }
    }
    return words;
  }
}
