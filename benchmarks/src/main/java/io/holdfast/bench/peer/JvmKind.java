package io.holdfast.bench.peer;

import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.bench.load.OfferedLoad;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.FreePorts;
import io.holdfast.bench.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes of a system that runs on the JVM with libraries of its own. Its adapter has two
 * programs: {@code Node NUMBER DIRECTORY PORTS}, which prints READY, and {@code Agent DRIVER
 * PORTS}.
 */
final class JvmKind implements PeerKind {
  private static final int NODES = 3;
  private static final Duration READY_MAX = Duration.ofMinutes(3);
  private static final Duration CONNECT_MAX = Duration.ofMinutes(2);
  private static final Duration ANSWER_MAX = Duration.ofMinutes(10);
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.nio",
          "java.math",
          "java.util",
          "java.time",
          "java.util.concurrent",
          "java.util.concurrent.locks",
          "jdk.internal.misc",
          "jdk.internal.access",
          "sun.nio.ch");

  private final String name;
  private final String settings;
  private final int portsOfNode;
  private final boolean together;
  private final PeerLibraries libraries;

  private JvmKind(Path home, String name, String settings, int portsOfNode, boolean together) {
    this.name = name;
    this.settings = settings;
    this.portsOfNode = portsOfNode;
    this.together = together;
    this.libraries = new PeerLibraries(home, name);
  }

  static JvmKind rheakv(Path home) {
    return new JvmKind(
        home,
        "rheakv",
        "SOFAJRaft RheaKV 1.3.14: 3 nodes, 1 region, RocksDB, raft log synced (its default),"
            + " reads by ReadIndex (its default), batching of its client on (its default)",
        1,
        true);
  }

  static JvmKind ignite(Path home) {
    return new JvmKind(
        home,
        "ignite",
        "Apache Ignite 3.1: 3 nodes, zone with 3 replicas and 25 partitions, default storage"
            + " (aipersist), raft.fsync=true (its default is false), key-value"
            + " view of its thin client connected to all nodes, scan by SQL over a sorted primary"
            + " key",
        3,
        false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public @Nullable String absent() {
    return libraries.absent();
  }

  @Override
  public Peer start(ProcessGroup group, PeerPlan plan, Consumer<String> progress) throws Exception {
    String classPath = libraries.classPath(progress);
    progress.accept(name + ": starting " + NODES + " nodes");
    String ports =
        FreePorts.find(NODES * portsOfNode).stream()
            .map(port -> Integer.toString(port))
            .collect(Collectors.joining(","));
    List<ChildProcess> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      ChildProcess node =
          group.startJava(
              name + "-" + i,
              jvm("-Xms256m", "-Xmx1g"),
              classPath,
              program("Node"),
              List.of(
                  Integer.toString(i),
                  group.directory().resolve(name + "-" + i).toString(),
                  ports));
      nodes.add(node);
      if (!together) {
        node.awaitReady(READY_MAX); // The last one makes them a cluster, when the others serve.
      }
    }
    for (ChildProcess node : nodes) {
      node.awaitReady(READY_MAX);
    }
    List<CpuSource> meters = new ArrayList<>();
    nodes.forEach(node -> meters.add(new CpuMeter(node.label(), node.pid())));
    AgentConnection agent = new AgentConnection();
    try {
      group.startJava(
          name + "-clients",
          jvm("-Xmx512m"),
          classPath,
          program("Agent"),
          List.of(Integer.toString(agent.port()), ports));
      agent.await(CONNECT_MAX, ANSWER_MAX);
      progress.accept(name + ": loading " + plan.keys() + " keys");
      String unused = agent.ask("load " + plan.keys() + " " + plan.valueBytes());
      return new Running(agent, meters, group);
    } catch (IOException e) {
      agent.close();
      throw e;
    }
  }

  private String program(String type) {
    return "io.holdfast.bench.peer." + name + "." + type;
  }

  private static List<String> jvm(String... heap) {
    List<String> options = new ArrayList<>(List.of("-XX:+UseParallelGC", "-XX:-UsePerfData"));
    options.addAll(List.of(heap));
    options.add("-Dio.netty.tryReflectionSetAccessible=true");
    for (String opened : OPENED) {
      options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    return options;
  }

  private record Running(AgentConnection agent, List<CpuSource> servers, ProcessGroup group)
      implements Peer {
    @Override
    public boolean can(PeerOperation operation) throws IOException {
      return Boolean.parseBoolean(agent.ask("can " + operation.title()));
    }

    @Override
    public OfferedLoad start(PeerOperation operation, int clients) throws IOException {
      return agent.start(operation, clients);
    }

    @Override
    public void checkAlive() {
      group.checkAlive();
    }

    @Override
    public void close() throws IOException {
      agent.close();
    }
  }
}
