package io.holdfast.simulation.world;

import io.holdfast.simulation.seed.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, one queue of events, one seed. Whoever builds the world drives it with {@link
 * #step}, {@link #run} or {@link #runUntil}; nothing happens in between.
 *
 * <p>A run fails with {@link SimulationFailure} as soon as a node breaks an invariant, throws
 * anything that is not a failure of its environment, or a check registered with {@link #onStep}
 * throws. Faults of the environment (a cause that is an {@link IOException}) stop their node only.
 */
public final class SimWorld implements AutoCloseable {
  /** Worlds differ in how finely the tasks of their loops are interleaved. */
  private static final int[] GO_ON_OF_64 = {0, 32, 48, 60};

  private final long seed;
  private final SimOptions options;
  private final EventQueue queue = new EventQueue();
  private final RandomGenerator random;
  private final int goOnOf64;
  private final Trace trace;
  private final ThreadGate gate;
  private final SimNetwork network;
  private final TreeMap<String, SimNode> nodes = new TreeMap<>();
  private final Preemption preemption;
  private final FailureLog failures = new FailureLog();
  private final List<Runnable> stepChecks = new ArrayList<>();
  private final ArrayList<SimNode> turned = new ArrayList<>();
  private String reproduce;
  private Supplier<String> story = () -> "";
  private long nowNanos;
  private long skewNanos;
  private long sequence;
  private long steps;
  private int owners;
  private static final ThreadLocal<@Nullable SimWorld> DRIVEN_HERE = new ThreadLocal<>();

  private @Nullable SimLoop currentLoop;
  private @Nullable SimRuntime spender;
  private boolean closed;

  /** What {@link #enter} remembers of the context it replaces. */
  record Frame(@Nullable SimLoop loop, long skewNanos) {}

  /** A world with no nodes. The calling thread becomes its driver. */
  public SimWorld(long seed, SimOptions options) {
    this.seed = seed;
    this.options = options;
    this.random = Seeds.random(seed, "world");
    this.trace = new Trace(options.lastEventsMax());
    this.gate = new ThreadGate(this);
    this.network = new SimNetwork(this);
    this.preemption = new Preemption(this, Seeds.random(seed, "preemption"));
    this.goOnOf64 = options.tasksApart() ? 0 : GO_ON_OF_64[random.nextInt(GO_ON_OF_64.length)];
    this.reproduce = "seed=" + Seeds.print(seed);
    DRIVEN_HERE.set(this);
  }

  /**
   * Who acts on the calling thread: the loop that runs, or the thread itself when it is none that
   * drives a world; null between turns, when a world is set up or looked at.
   */
  public static @Nullable Object actorHere() {
    SimWorld world = DRIVEN_HERE.get();
    return world == null ? Thread.currentThread() : world.currentLoop;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The options. */
  public SimOptions options() {
    return options;
  }

  /** Text that a failure prints to reproduce the run; by default the seed. */
  public void setReproduceLine(String line) {
    reproduce = line;
  }

  /** What a failure tells besides, in lines; of what clients did, say. */
  public void setStory(Supplier<String> lines) {
    story = lines;
  }

  /** A new machine with a running process, reachable from all others. */
  public SimNode newNode(String name) {
    checkCaller("SimWorld.newNode");
    if (nodes.containsKey(name)) {
      throw new IllegalArgumentException("node exists: " + name);
    }
    SimNode node = new SimNode(this, name, nodes.size());
    nodes.put(name, node);
    return node;
  }

  /** The node of that name. */
  public SimNode node(String name) {
    SimNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no such node: " + name);
    }
    return node;
  }

  @Nullable SimNode nodeOrNull(String name) {
    return nodes.get(name);
  }

  /** All nodes by name. */
  public Collection<SimNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The network and its faults. */
  public SimNetwork network() {
    return network;
  }

  /** Virtual nanoseconds since the world began; true time, not that of any node. */
  public long nowNanos() {
    return nowNanos + skewNanos;
  }

  /** Events run so far. */
  public long steps() {
    return steps;
  }

  /** Hash over all that happened: equal for equal seeds, in every JVM. */
  public long traceHash() {
    return trace.hash();
  }

  /** The last events, oldest first, for people. */
  public String lastEvents(int max) {
    return trace.last(max);
  }

  /** A generator for harness code; {@code purpose} selects its stream of the seed. */
  public RandomGenerator newRandom(String purpose) {
    return Seeds.random(seed, "harness", purpose);
  }

  /** Runs {@code action} in the world, outside all nodes, after {@code delay} of true time. */
  public void after(Duration delay, String label, Runnable action) {
    checkCaller("SimWorld.after");
    at(nowNanos() + Math.max(0, delay.toNanos()), label, -1, action);
  }

  /** Runs {@code check} after every event; what it throws fails the run. */
  public void onStep(Runnable check) {
    stepChecks.add(check);
  }

  /**
   * Starts a cooperative thread of the node (rule X7): it runs ordinary blocking code and hands
   * over at every {@code await} and {@code sleep} of the node's runtime. It dies with the node's
   * life.
   */
  public void spawn(SimNode node, String name, Runnable body) {
    checkCaller("SimWorld.spawn");
    gate.spawn(node.life(), name, body);
  }

  /**
   * Runs blocking code on a cooperative thread of the node and drives the world until it is done;
   * answers its result or throws what it threw.
   *
   * @throws SimulationFailure when it is not done within {@code max}, or the node died meanwhile
   */
  public <T> T call(SimNode node, String name, Callable<T> body, Duration max) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean[] ended = new boolean[1];
    spawn(
        node,
        name,
        () -> {
          try {
            result.complete(body.call());
          } catch (SimulatedCrash crash) {
            throw crash;
          } catch (Exception | AssertionError cause) {
            result.completeExceptionally(cause); // For the caller, not for the world.
          } finally {
            ended[0] = true;
          }
        });
    runUntil(() -> ended[0], max);
    if (!result.isDone()) {
      throw failure(name + (ended[0] ? " died with its node" : " did not end within " + max), null);
    }
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AssertionError assertion) {
        throw assertion;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Number of cooperative threads that have not ended. */
  public int liveThreads() {
    return gate.live();
  }

  /** Failures that match are recorded in {@link #faults()} but do not fail the run. */
  public void expectFailures(Predicate<Throwable> expectation) {
    failures.expect(expectation);
  }

  /** Bugs found so far, expected ones excluded. */
  public List<Throwable> failures() {
    return failures.bugs();
  }

  /** One line for each node that stopped itself. */
  public List<String> faults() {
    return failures.faults();
  }

  /** Runs the next event; false when there is none. */
  public boolean step() {
    gate.checkDriver();
    settle();
    Event event = nextEvent(Long.MAX_VALUE);
    if (event == null) {
      return false;
    }
    dispatch(event);
    for (int i = 0; i < turned.size(); i++) {
      check(turned.get(i)::turned);
    }
    turned.clear();
    for (Runnable check : stepChecks) {
      check(check);
    }
    throwIfFailed();
    return true;
  }

  /** Runs everything that happens within {@code time} from now; time advances by exactly that. */
  public void run(Duration time) {
    long end = nowNanos() + time.toNanos();
    while (nextEventAtNanos() <= end) {
      step();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /**
   * Steps until the condition holds (true), or {@code max} has passed or nothing is left (false).
   */
  public boolean runUntil(BooleanSupplier condition, Duration max) {
    long end = nowNanos() + max.toNanos();
    while (!condition.getAsBoolean()) {
      if (nextEventAtNanos() > end) {
        nowNanos = Math.max(nowNanos, end);
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  /** Fails with the line that reproduces the run and the last events. */
  public SimulationFailure failure(String message, @Nullable Throwable cause) {
    return new SimulationFailure(
        message
            + "\nREPRODUCE: "
            + reproduce
            + "   (step "
            + steps
            + ", virtual time "
            + nowNanos() / 1_000_000
            + " ms)\n"
            + story.get()
            + "last events:\n"
            + trace.last(60),
        cause);
  }

  /** Ends all nodes and cooperative threads. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (SimNode node : nodes.values()) {
      node.kill();
    }
    gate.close();
    queue.clear();
  }

  // ---- for the package ----

  ThreadGate threads() {
    return gate;
  }

  int nextOwner() {
    return owners++;
  }

  void checkCaller(String what) {
    gate.checkCaller(what);
  }

  @Nullable SimLoop currentLoop() {
    return currentLoop;
  }

  Event at(long atNanos, String label, int owner, Runnable action) {
    Event event =
        new Event(Math.max(atNanos, nowNanos), random.nextLong(), sequence++, label, owner, action);
    queue.add(event);
    return event;
  }

  void note(String label, long detail) {
    trace.add(nowNanos(), label, detail);
  }

  /** Short delays mostly, sometimes one as long as a collection of garbage. */
  long drawTaskDelayNanos() {
    long max = options.taskDelayNanosMax();
    if (max == 0) {
      return 0;
    }
    int dice = random.nextInt(1024);
    if (dice == 0) {
      return random.nextLong(max * 25 + 1);
    }
    return random.nextLong((dice < 512 ? max / 64 : dice < 992 ? max / 8 : max) + 1);
  }

  /** Whether a loop takes its next task at once, without a moment for others. */
  boolean drawGoOn() {
    return random.nextInt(64) < goOnOf64;
  }

  /** Neither within a task nor on a cooperative thread: the event itself is running. */
  boolean outside() {
    return currentLoop == null && !gate.onCooperativeThread();
  }

  long nextSequence() {
    return sequence++;
  }

  /** Time the current task has spent, ahead of the world. */
  long spentNanos() {
    return skewNanos;
  }

  /** The current context models an operation that takes time: it goes on that much later. */
  void spend(SimRuntime runtime, long nanos) {
    if (currentLoop == null && spender != runtime) {
      settle(); // Set-up code of one node after the other: they start at the same time.
      spender = runtime;
    }
    skewNanos += nanos;
  }

  Frame enter(@Nullable SimLoop loop) {
    Frame outer = new Frame(currentLoop, skewNanos);
    // Time the outer context has spent already lies behind whoever interrupts it only later on.
    skewNanos = 0;
    currentLoop = loop;
    return outer;
  }

  /** Back to the outer context; answers when the inner one ended. */
  long leave(Frame outer) {
    long end = nowNanos + skewNanos;
    currentLoop = outer.loop;
    skewNanos = outer.skewNanos;
    return end;
  }

  /** Names of the preemption points met so far. */
  List<String> places() {
    return preemption.places();
  }

  /** A preemption point of a node (rule X4). */
  void preempt(SimRuntime runtime, String place) {
    checkCaller("NodeRuntime.preemptionPoint");
    if (gate.onCooperativeThread()) {
      gate.preempt(runtime);
    } else {
      preemption.at(runtime, currentLoop, place);
    }
  }

  /**
   * Runs up to {@code eventsMax} events of others, none later than {@code nanosMax} from now, while
   * the current context stands still; {@code whole}: that much time passes in any case.
   */
  void runOthers(long nanosMax, int eventsMax, boolean whole) {
    long resumeAt = nowNanos();
    long end = resumeAt + nanosMax;
    Frame outer = enter(null);
    try {
      int left = eventsMax;
      while (left-- > 0) {
        Event event = nextEvent(end);
        if (event == null) {
          break;
        }
        dispatch(event);
      }
      if (whole) {
        nowNanos = Math.max(nowNanos, end);
      }
    } finally {
      leave(outer);
      // What the context had spent before may have passed for all meanwhile.
      skewNanos = Math.max(0, resumeAt - nowNanos);
    }
  }

  /** A loop of the node had a turn within this event, perhaps in the middle of another's task. */
  void turned(SimNode node) {
    if (!turned.contains(node)) {
      turned.add(node);
    }
  }

  void recordFault(SimNode node, Throwable cause) {
    note("fault " + node.name(), cause.getClass().getName().hashCode());
    failures.fault(node.name(), cause);
  }

  void recordFailure(Throwable cause) {
    failures.bug(cause);
  }

  private @Nullable Event nextEvent(long limitNanos) {
    return nextEventAtNanos() > limitNanos ? null : queue.poll();
  }

  /** When the next event is due; the end of time when there is none. */
  private long nextEventAtNanos() {
    Event event = queue.peek();
    while (event != null && event.cancelled()) {
      queue.poll();
      event = queue.peek();
    }
    return event == null ? Long.MAX_VALUE : event.atNanos;
  }

  private void dispatch(Event event) {
    nowNanos = Math.max(nowNanos, event.atNanos);
    steps++;
    trace.add(nowNanos, event.label, event.owner);
    try {
      event.action.run();
    } catch (SimulatedCrash crash) {
      note("crash unwound", 0); // Its node is down already; the world goes on.
    }
    settle();
  }

  /** Time spent outside all loops (the start of a node, its threads) keeps that node busy. */
  private void settle() {
    long spent = skewNanos;
    SimRuntime who = spender;
    skewNanos = 0;
    spender = null;
    if (spent > 0 && who != null && !who.stopped()) {
      who.node().stall(spent);
    }
  }

  private void check(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException | Error cause) {
      recordFailure(cause);
    }
  }

  private void throwIfFailed() {
    Throwable first = failures.first();
    if (first != null) {
      throw failure("Simulated run failed: " + first, first);
    }
  }
}
