package io.holdfast.store.liveness;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.holdfast.protocol.wire.internal.StoreSupportGrpc;
import io.holdfast.protocol.wire.internal.SupportAnswer;
import io.holdfast.protocol.wire.internal.SupportRequest;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of requests to one store. Confined to the liveness loop. Whatever cannot be sent at
 * once is not sent: the next request says more.
 */
final class SupportLink {
  /** Calls to {@link #send} that are let pass after a failure. */
  private static final int PAUSE_CALLS = 5;

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final Consumer<Consumer<@Nullable Address>> resolver;
  private final Consumer<SupportAnswer> target;
  private @Nullable ManagedChannel channel;
  private @Nullable ClientCallStreamObserver<SupportRequest> stream;
  private boolean resolving;
  private boolean closed;
  private int pause;
  private long serial;

  /**
   * For one store.
   *
   * @param resolver finds its address; answers once, on any loop
   * @param target is given its answers, on the loop
   */
  SupportLink(
      NodeRuntime runtime,
      EventLoop loop,
      Consumer<Consumer<@Nullable Address>> resolver,
      Consumer<SupportAnswer> target) {
    this.runtime = runtime;
    this.loop = loop;
    this.resolver = resolver;
    this.target = target;
  }

  /** Sends, or begins to find the way there. */
  void send(SupportRequest request) {
    ClientCallStreamObserver<SupportRequest> open = stream;
    if (open != null) {
      if (open.isReady()) {
        open.onNext(request);
      }
    } else if (pause > 0) {
      pause--;
    } else if (!resolving && !closed) {
      resolving = true;
      resolver.accept(found -> loop.execute(() -> resolved(found)));
    }
  }

  private void resolved(@Nullable Address found) {
    resolving = false;
    if (closed) {
      return;
    }
    if (found == null) {
      pause = PAUSE_CALLS;
      return;
    }
    ManagedChannel made = runtime.network().connect(found);
    channel = made;
    Answers answers = new Answers(++serial);
    StoreSupportGrpc.newStub(made).support(answers);
    stream = answers.requests();
  }

  private void broken() {
    stream = null;
    serial++;
    pause = PAUSE_CALLS;
    ManagedChannel old = channel;
    channel = null;
    if (old != null) {
      old.shutdownNow();
    }
  }

  void close() {
    closed = true;
    broken();
  }

  /** Runs on network threads. */
  private final class Answers implements ClientResponseObserver<SupportRequest, SupportAnswer> {
    private final long ofSerial;
    private final List<ClientCallStreamObserver<SupportRequest>> started = new ArrayList<>(1);

    Answers(long ofSerial) {
      this.ofSerial = ofSerial;
    }

    ClientCallStreamObserver<SupportRequest> requests() {
      return started.get(0);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SupportRequest> requests) {
      started.add(requests);
    }

    @Override
    public void onNext(SupportAnswer answer) {
      if (SupportSum.holds(answer)) {
        boolean unused = loop.offer(() -> target.accept(answer));
      }
    }

    @Override
    public void onError(Throwable cause) {
      loop.execute(this::ended);
    }

    @Override
    public void onCompleted() {
      loop.execute(this::ended);
    }

    private void ended() {
      if (ofSerial == serial) {
        broken();
      }
    }
  }
}
