package io.holdfast.endtoend.pd;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.simulation.world.SimNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Copies of the data directory of a simulated cluster's placement driver. */
final class PdFiles {
  static final String PD = "pd-1";
  static final Path DATA = Path.of("/data");

  private PdFiles() {}

  static Map<Path, byte[]> copy(SimulatedCluster cluster) throws IOException {
    SimNode node = cluster.world().node(PD);
    Map<Path, byte[]> copy = new TreeMap<>();
    for (Path path : node.disk().paths()) {
      copy.put(path, node.disk().contents(path));
    }
    return copy;
  }

  /** The driver dies, and comes up with these files instead of its own. */
  static void putBack(SimulatedCluster cluster, Map<Path, byte[]> copy) throws Exception {
    SimNode node = cluster.world().node(PD);
    node.kill();
    FileSystem files = node.restart().files();
    files.delete(DATA);
    for (Map.Entry<Path, byte[]> file : copy.entrySet()) {
      files.createDirectories(Objects.requireNonNull(file.getKey().getParent()));
      try (FileSystem.AppendFile out = files.create(file.getKey())) {
        out.append(ByteBuffer.wrap(file.getValue()));
        out.sync();
      }
    }
    node.kill();
    cluster.restart(PD);
  }
}
