package io.holdfast.cluster.invariant;

import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.holdfast.pd.server.PdNode;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.server.StoreNode;
import io.holdfast.store.server.StoreProbe;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** All checks of one simulated cluster; lives as long as its world. */
public final class ClusterInvariants {
  /** A tree of regions is looked at so seldom, since it is walked as a whole. */
  private static final int PD_TURNS_PER_CHECK = 16;

  private final MvccBook versions = new MvccBook();
  private final ContentBook contents = new ContentBook();
  private final CommitBook commits = new CommitBook(versions, contents);
  private final LeaderBook leaders = new LeaderBook();
  private final RestBook rests = new RestBook();
  private final LeaseBook leases = new LeaseBook();
  private final MemberBook members = new MemberBook();
  private final DurableBook durables = new DurableBook();
  private final SizeBook sizes = new SizeBook();
  private final Map<Long, Long> reached = new TreeMap<>();
  private final Map<String, StoreWatch> stores = new TreeMap<>();
  private final WordBook words = new WordBook(members::uses);
  private final LongSupplier clock;
  private int pdTurns;

  /** {@code clock} tells the time of the world, in nanoseconds. */
  public ClusterInvariants(LongSupplier clock) {
    this.clock = clock;
  }

  /** The eye on a store that is about to start: to be part of its wiring. */
  public StoreProbe storeBegins(String name, MemoryDisk disk) {
    StoreWatch watch =
        stores.computeIfAbsent(
            name,
            key ->
                new StoreWatch(
                    key, disk, commits, contents, leaders, leases, rests, members, durables, sizes,
                    reached, clock));
    watch.begins();
    return watch;
  }

  /** From now on the store is checked after each of its turns. */
  public void storeStarted(SimNode node, StoreNode store) {
    StoreWatch watch = stores.get(node.name());
    if (watch == null) {
      throw new IllegalArgumentException("not begun: " + node.name());
    }
    int life = node.lives();
    watch.lives(
        new LeaseBook.Life(node.runtime().clock(), () -> node.up() && node.lives() == life));
    node.checkTurns(() -> watch.turned(store));
  }

  /** The ear at a placement driver that is about to start: hears what it answers. */
  public ServerInterceptor pdBegins(LongSupplier nowNanos) {
    words.begins(nowNanos.getAsLong());
    return new DriverEar(words, nowNanos);
  }

  /** The eye on what the clients of a node are told: to be put around their channels. */
  public ClientInterceptor clientBegins(SimNode node) {
    AnswerWatch watch = new AnswerWatch(versions);
    node.checkTurns(watch::turned);
    return watch;
  }

  /** Some timestamps at which the database changed. */
  public List<Long> commitTimes(int some) {
    return versions.versions().times(some);
  }

  /** Replicas that were compared with what their region was, at starts and installs. */
  public long comparedReplicas() {
    return contents.checks();
  }

  /** Keys that clients were told of so far, each time they were. */
  public long toldKeys() {
    return versions.reads().reads();
  }

  /** The placement driver will begin from an older copy of its data (T5). */
  public void pdPutBack() {
    words.putBack();
  }

  /** From now on the placement driver is checked after its turns. */
  public void pdStarted(SimNode node, PdNode pd) {
    PictureBook picture = new PictureBook();
    node.checkTurns(
        () -> {
          if (++pdTurns % PD_TURNS_PER_CHECK == 0) {
            pd.checkInvariants();
            picture.sees(pd.regions());
          } else {
            pd.checkBounds();
          }
        });
  }
}
