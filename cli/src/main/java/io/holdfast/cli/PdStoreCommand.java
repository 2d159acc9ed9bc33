package io.holdfast.cli;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.protocol.wire.internal.KeepStoreRequest;
import io.holdfast.protocol.wire.internal.ListStoresRequest;
import io.holdfast.protocol.wire.internal.Liveness;
import io.holdfast.protocol.wire.internal.RemoveStoreRequest;
import io.holdfast.protocol.wire.internal.StoreAdminGrpc;
import io.holdfast.protocol.wire.internal.StoreView;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code holdfast pd store}: which stores there are; and how one leaves for good. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the stores as the placement driver sees them.",
      "",
      "To replace a store, dead or alive: start another one with an empty data directory and an",
      "address of its own, then remove the old one. Its replicas move to the others, then it is",
      "Tombstone: it is refused from then on, and its process and directory can go."
    })
final class PdStoreCommand implements Callable<Integer> {
  private static final long CALL_SECONDS = 10;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  @Option(
      names = "--pd",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      defaultValue = "127.0.0.1:2379",
      description = "The placement driver. Default: ${DEFAULT-VALUE}.")
  private String pd = "127.0.0.1:2379";

  @Override
  public Integer call() throws InterruptedException {
    ask(
        door ->
            door.calls()
                .list(ListStoresRequest.getDefaultInstance())
                .getStoresList()
                .forEach(store -> System.out.println(line(store))));
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = {
        "The store's replicas move to the others, then it has left: state=Tombstone.",
        "Refused when they have nowhere to go."
      })
  int remove(
      @Parameters(paramLabel = "ID", description = "Id of the store.") long id,
      @Option(names = "--wait", description = "Return when it has left.") boolean wait)
      throws InterruptedException {
    RemoveStoreRequest request = RemoveStoreRequest.newBuilder().setStoreId(id).build();
    ask(
        door -> {
          StoreView now = door.calls().remove(request);
          System.out.println(line(now));
          while (wait && now.getStore().getState() != StoreState.Tombstone) {
            door.runtime().sleep(LOOK_EVERY);
            StoreView next = door.calls().remove(request);
            if (!line(next).equals(line(now))) {
              System.out.println(line(next));
            }
            now = next;
          }
        });
    return 0;
  }

  @Command(
      name = "keep",
      mixinStandardHelpOptions = true,
      description = "A store that is leaving stays after all.")
  int keep(@Parameters(paramLabel = "ID", description = "Id of the store.") long id)
      throws InterruptedException {
    KeepStoreRequest request = KeepStoreRequest.newBuilder().setStoreId(id).build();
    ask(door -> System.out.println(line(door.calls().keep(request))));
    return 0;
  }

  /** The way to the placement driver, for one command. */
  private record Door(ThreadedRuntime runtime, ManagedChannel channel) {
    /** Each call has its own time. */
    StoreAdminGrpc.StoreAdminBlockingStub calls() {
      return StoreAdminGrpc.newBlockingStub(channel)
          .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What is asked and told. */
  private interface Talk {
    void with(Door door) throws InterruptedException;
  }

  private void ask(Talk talk) throws InterruptedException {
    Address address;
    try {
      address = Address.parse(pd);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pd: " + e.getMessage());
    }
    try (ThreadedRuntime runtime = new ThreadedRuntime("pd-store")) {
      ManagedChannel channel = runtime.network().connect(address);
      try {
        talk.with(new Door(runtime, channel));
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        throw new UsageException(
            status.getCode() == Status.Code.FAILED_PRECONDITION
                ? String.valueOf(status.getDescription())
                : "the placement driver at " + pd + " does not answer: " + status.getCode());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static String line(StoreView store) {
    StoreState state = store.getStore().getState();
    Liveness liveness = store.getLiveness().getLiveness();
    return "store="
        + Long.toUnsignedString(store.getStore().getId())
        + " address="
        + store.getStore().getAddress()
        + " state="
        + state
        + (state == StoreState.Tombstone ? "" : " heard=" + liveness)
        + " replicas="
        + store.getReplicas()
        + " leaders="
        + store.getLeaders()
        + " free-mib="
        + (store.getAvailableBytes() >> 20)
        + (store.getFull() ? " full" : "");
  }
}
