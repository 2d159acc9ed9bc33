package io.holdfast.bench.cluster;

import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.FreePorts;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.cli.HoldfastMain;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A placement driver and stores that are all started at once, none waiting for another.
 *
 * @param pd where clients connect, from the beginning
 */
public record ColdProcesses(Address pd, List<ChildProcess> children) {
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  /** Copies the list. */
  public ColdProcesses {
    children = List.copyOf(children);
  }

  /** What makes a JVM read the archive of classes that this one reads; empty when it has none. */
  public static List<String> archiveOfThisJvm() {
    return archive(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  static List<String> archive(List<String> jvmArguments) {
    return jvmArguments.stream()
        .filter(argument -> argument.startsWith(ARCHIVE) || argument.startsWith("-Xshare"))
        .toList();
  }

  /** Returns when the processes exist; they may still be loading their first class. */
  public static ColdProcesses start(ProcessGroup group, int stores, List<String> jvmOptions)
      throws IOException {
    Address pd = new Address("127.0.0.1", FreePorts.find(1).get(0));
    String keyMode = "key-mode = \"raw\"";
    List<String> jvm = new ArrayList<>(ServerProcesses.JVM);
    jvm.addAll(jvmOptions);
    List<ChildProcess> children = new ArrayList<>();
    children.add(
        start(
            group,
            jvm,
            "pd",
            "pd",
            List.of("listen = \"" + pd + "\"", keyMode, "replicas = " + stores)));
    for (int i = 1; i <= stores; i++) {
      children.add(
          start(
              group,
              jvm,
              "store-" + i,
              "store",
              List.of("listen = \"127.0.0.1:0\"", keyMode, "pd = [\"" + pd + "\"]")));
    }
    return new ColdProcesses(pd, children);
  }

  private static ChildProcess start(
      ProcessGroup group, List<String> jvm, String label, String command, List<String> settings)
      throws IOException {
    List<String> lines = new ArrayList<>(settings);
    lines.add("data-dir = \"" + group.directory().resolve(label) + "\"");
    Path config = Files.write(group.directory().resolve(label + ".toml"), lines);
    return group.start(
        label, jvm, HoldfastMain.class.getName(), List.of(command, "--config", config.toString()));
  }
}
