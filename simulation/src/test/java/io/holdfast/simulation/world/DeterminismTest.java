package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class DeterminismTest {
  private static final List<String> SEEDS = List.of("0x1", "0x2", "0x3", "0xC0FFEE");

  private static List<String> hashesOfAFreshJvm() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Workload.class.getName());
    command.addAll(SEEDS);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> line.startsWith("HASH")).toList();
  }

  @Test
  void theSameSeedGivesTheSameTraceInTwoJvms() throws Exception {
    List<String> first = hashesOfAFreshJvm();
    List<String> second = hashesOfAFreshJvm();
    assertThat(first).hasSize(SEEDS.size()).isEqualTo(second);
    assertThat(new TreeSet<>(first)).hasSize(SEEDS.size());
  }

  @Test
  void theSameSeedGivesTheSameTraceTwiceInOneJvm() throws Exception {
    assertThat(Workload.run(42)).isEqualTo(Workload.run(42));
  }

  @Test
  void otherSeedsGiveOtherTraces() throws Exception {
    assertThat(Workload.run(42)).isNotEqualTo(Workload.run(43));
  }
}
