package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Eight clients of one real register. Now and then answers are lost for a while: clients hang,
 * their writes are sent again, and each sending may have its effect, late.
 */
final class HangingWrites {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final int CLIENTS = 8;
  private static final int STEPS = 6_000;
  private static final int CALM = 400;
  private static final int SENDINGS_MAX = 4;

  private final SplittableRandom random;
  private final History<RegisterOp, RegisterOp.Result> history = new History<>();
  private final @Nullable Call[] calls = new Call[CLIENTS];
  private final List<Bytes> late = new ArrayList<>(); // Sent, on its way, forgotten by its client.
  private @Nullable Bytes state;
  private @Nullable Bytes lastSeen;
  private @Nullable Bytes old;
  private int values;

  private HangingWrites(int seed) {
    this.random = new SplittableRandom(seed);
  }

  private static final class Call {
    private final RegisterOp op;
    private final int id;
    private final int[] repetitions;
    private int sendings;
    private RegisterOp.@Nullable Result result;

    Call(RegisterOp op, int id, int[] repetitions) {
      this.op = op;
      this.id = id;
      this.repetitions = repetitions;
    }
  }

  /** The history of that seed; {@code stale}: one read in its middle finds what was long gone. */
  static History<RegisterOp, RegisterOp.Result> draw(int seed, boolean stale) {
    HangingWrites drawn = new HangingWrites(seed);
    boolean lied = !stale;
    for (int step = 0; step < STEPS; step++) {
      boolean lie = !lied && step > STEPS / 2;
      lied |= drawn.step(step % (2 * CALM) > CALM, lie);
    }
    return drawn.history;
  }

  private boolean step(boolean faults, boolean lie) {
    int client = random.nextInt(CLIENTS);
    Call call = calls[client];
    if (!late.isEmpty() && random.nextInt(20) == 0) {
      state = late.remove(random.nextInt(late.size()));
    } else if (call == null) {
      begin(client);
    } else if (call.result == null || (faults && repeats(call))) {
      send(call, faults);
    } else if (!faults || random.nextInt(30) == 0) {
      calls[client] = null;
      return end(call, lie);
    }
    return false;
  }

  private void begin(int client) {
    int dice = random.nextInt(10);
    Bytes value = Bytes.utf8("v" + ++values);
    RegisterOp op =
        dice < 5
            ? RegisterOp.read(KEY)
            : dice < 8 ? RegisterOp.write(KEY, value) : RegisterOp.cas(KEY, lastSeen, value);
    int id = history.invoke(client, op, 0);
    int[] repetitions = new int[op.kind() == RegisterOp.Kind.WRITE ? SENDINGS_MAX - 1 : 0];
    for (int i = 0; i < repetitions.length; i++) {
      repetitions[i] = history.invoke(client, op, 0);
    }
    calls[client] = new Call(op, id, repetitions);
  }

  private static boolean repeats(Call call) {
    return call.op.kind() == RegisterOp.Kind.WRITE && call.sendings < SENDINGS_MAX;
  }

  private void send(Call call, boolean faults) {
    if (faults && random.nextInt(4) != 0) {
      return; // Nobody takes it.
    }
    if (repeats(call)) {
      call.sendings++;
      if (call.sendings < SENDINGS_MAX && faults && random.nextInt(3) == 0) {
        late.add(Objects.requireNonNull(call.op.value()));
        return;
      }
    }
    switch (call.op.kind()) {
      case READ -> call.result = RegisterOp.Result.found(state);
      case WRITE -> {
        state = call.op.value();
        call.result = RegisterOp.Result.DONE;
      }
      case CAS -> {
        boolean applied = Objects.equals(state, call.op.expected());
        call.result = applied ? RegisterOp.Result.DONE : new RegisterOp.Result(false, state);
        state = applied ? call.op.value() : state;
      }
    }
  }

  private boolean end(Call call, boolean lie) {
    RegisterOp.Result result = Objects.requireNonNull(call.result);
    boolean lied = lie && call.op.kind() == RegisterOp.Kind.READ;
    history.ok(call.id, lied ? RegisterOp.Result.found(old) : result);
    if (history.operations().size() < STEPS / 16 && call.sendings == 1) {
      old = call.op.value(); // Nobody sends it again.
    }
    lastSeen = result.applied() && !lied && call.op.value() != null ? call.op.value() : lastSeen;
    for (int i = 0; i < call.repetitions.length; i++) {
      if (i < call.sendings - 1) {
        history.info(call.repetitions[i]);
      } else {
        history.fail(call.repetitions[i]);
      }
    }
    return lied;
  }
}
