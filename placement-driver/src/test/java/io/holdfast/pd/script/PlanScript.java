package io.holdfast.pd.script;

import io.holdfast.pd.check.ClusterView;
import io.holdfast.pd.check.ClusterView.StoreView;
import io.holdfast.pd.check.LeaderBalancer;
import io.holdfast.pd.check.Plan;
import io.holdfast.pd.check.Proposal;
import io.holdfast.pd.check.ReplicaChecker;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.PeerStats;
import io.holdfast.simulation.script.Command;
import io.holdfast.simulation.script.ScriptTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Commands: {@code cluster replicas=3 hopeless=12 1:p5 2:down 3:lost 4:damaged}; {@code check 11@1
 * 12@2:learner leader=11 pending=12 down=12,13}, where a peer is {@code id@store} with its role if
 * it is no voter. The region is number 7. {@code leaders 1:5 2:3} says how many regions the stores
 * lead that may lead, {@code balance} takes what {@code check} takes.
 */
final class PlanScript implements ScriptTest.Interpreter {
  private static final long REGION = 7;
  private static final long REGION_BYTES = 1 << 20;

  private LeaderBalancer.Leaders leaders = new LeaderBalancer.Leaders(Map.of());
  private ClusterView cluster = new ClusterView(3, List.of());

  @Override
  public String run(Command command) {
    return switch (command.name()) {
      case "cluster" -> cluster(command);
      case "check" -> check(command);
      case "leaders" -> leaders(command);
      case "balance" -> balance(command);
      default -> throw new IllegalArgumentException("no such command: " + command.text());
    };
  }

  /**
   * A store is {@code id[:down|:lost][:damaged][:full|:leaves][:tight][:pN][:aN]}: N peers it has,
   * N that arrive.
   */
  private String cluster(Command command) {
    List<StoreView> stores = new ArrayList<>();
    for (String word : command.words()) {
      String[] parts = word.split(":", -1);
      boolean up = true;
      boolean lost = false;
      List<Long> damaged = new ArrayList<>();
      String leaves = null;
      long roomBytes = Long.MAX_VALUE;
      int peers = 0;
      int arriving = 0;
      for (int i = 1; i < parts.length; i++) {
        if (parts[i].equals("down")) {
          up = false;
        } else if (parts[i].equals("lost")) {
          up = false;
          lost = true;
        } else if (parts[i].equals("damaged")) {
          damaged.add(REGION);
        } else if (parts[i].equals("full")) {
          up = false;
          leaves = "is full";
        } else if (parts[i].equals("leaves")) {
          up = false;
          leaves = "leaves the cluster";
        } else if (parts[i].equals("tight")) {
          roomBytes = REGION_BYTES;
        } else if (parts[i].startsWith("p")) {
          peers = Integer.parseInt(parts[i].substring(1));
        } else {
          arriving = Integer.parseInt(parts[i].substring(1));
        }
      }
      long id = Long.parseLong(parts[0]);
      stores.add(new StoreView(id, up, peers, arriving, lost, damaged, leaves, roomBytes));
    }
    long hopeless = command.option("hopeless", 0);
    cluster = new ClusterView((int) command.option("replicas", 3), stores, List.of(hopeless));
    return stores.size() + " stores, " + cluster.maxPeerCount() + " replicas";
  }

  private String leaders(Command command) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (String word : command.words()) {
      String[] parts = word.split(":", -1);
      counts.put(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
    }
    leaders = new LeaderBalancer.Leaders(counts);
    return counts.size() + " stores may lead";
  }

  private String check(Command command) {
    return text(ReplicaChecker.propose(cluster, region(command)));
  }

  private String balance(Command command) {
    return text(LeaderBalancer.propose(leaders, region(command)));
  }

  private static RegionInfo region(Command command) {
    Region.Builder region = Region.newBuilder().setId(REGION);
    command.words().forEach(word -> region.addPeers(peer(word)));
    @Nullable Peer leader = null;
    List<Peer> pending = new ArrayList<>();
    List<PeerStats> down = new ArrayList<>();
    for (Peer peer : region.getPeersList()) {
      if (peer.getId() == command.option("leader", 0)) {
        leader = peer;
      }
      if (peer.getId() == command.option("pending", 0)) {
        pending.add(peer);
      }
      if (List.of(command.option("down", "").split(",", -1)).contains("" + peer.getId())) {
        down.add(PeerStats.newBuilder().setPeer(peer).build());
      }
    }
    return new RegionInfo(region.build(), leader, 1, pending, down, REGION_BYTES);
  }

  private static String text(@Nullable Proposal proposal) {
    return proposal == null ? "nothing" : text(proposal.plan()) + ": " + proposal.reason();
  }

  private static Peer peer(String word) {
    String[] parts = word.split("[@:]", -1);
    PeerRole role =
        switch (parts.length > 2 ? parts[2] : "voter") {
          case "learner" -> PeerRole.Learner;
          case "incoming" -> PeerRole.IncomingVoter;
          case "demoting" -> PeerRole.DemotingVoter;
          default -> PeerRole.Voter;
        };
    return Peer.newBuilder()
        .setId(Long.parseLong(parts[0]))
        .setStoreId(Long.parseLong(parts[1]))
        .setRole(role)
        .build();
  }

  private static String text(Plan plan) {
    if (plan instanceof Plan.AddReplica add) {
      return "add a replica on store " + add.storeId();
    }
    if (plan instanceof Plan.RemoveReplica remove) {
      return "remove peer " + remove.peer().getId() + " from store " + remove.peer().getStoreId();
    }
    if (plan instanceof Plan.Lead lead) {
      return "let peer " + lead.voter().getId() + " lead from store " + lead.voter().getStoreId();
    }
    return "promote peer " + ((Plan.Promote) plan).learner().getId();
  }
}
