package io.holdfast.endtoend.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/holdfast} in a small project, with a Maven and a Java that say what they got. */
class LauncherTest {
  @TempDir private Path directory;

  private Path root = Path.of("");
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void aProject() throws IOException {
    root = directory.toRealPath().resolve("a project");
    script("scripts/holdfast", read(RepositoryFiles.root().resolve("scripts/holdfast")));
    write("pom.xml", "<project/>");
    write("benchmarks/pom.xml", "<project/>");
    write("benchmarks/src/main/java/A.java", "class A {}");
    script(
        "bin/mvn",
        """
        #!/usr/bin/env bash
        echo built >>"%1$s/builds"
        mkdir -p benchmarks/target raft/target
        echo one >benchmarks/target/benchmarks-1.jar
        echo two >raft/target/raft-1.jar
        printf '%%s' "%1$s/raft/target/raft-1.jar:/elsewhere/other.jar" \
          >benchmarks/target/launcher.classpath
        """
            .formatted(root));
    // Java prints its arguments, line by line; as a node it runs until its input ends.
    String java =
        """
        #!/usr/bin/env bash
        printf '%s\\n' "$@"
        case "$*" in *" store") cat ;; esac
        """;
    script("bin/java", java);
    script("jdk/bin/java", java + "echo from JAVA_HOME\n");
    environment.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void script(String name, String text) throws IOException {
    write(name, text);
    Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("HOLDFAST_JAVA_OPTS");
    builder.environment().putAll(environment);
    return builder.directory(directory.toFile()).start();
  }

  private List<String> run(String... arguments) throws IOException {
    return output(start(root.resolve("scripts/holdfast"), arguments));
  }

  private static List<String> output(Process process) throws IOException {
    process.getOutputStream().close();
    return process.inputReader(StandardCharsets.UTF_8).lines().toList();
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> found = Files.list(root.resolve(".holdfast"))) {
      return found.filter(path -> path.getFileName().toString().startsWith("build-")).toList();
    }
  }

  private void changeASource() throws IOException {
    Files.setLastModifiedTime(
        root.resolve("benchmarks/src/main/java/A.java"),
        FileTime.from(Instant.now().plusSeconds(3600)));
  }

  private void sourceIsOld() throws IOException {
    Files.setLastModifiedTime(
        root.resolve("benchmarks/src/main/java/A.java"), FileTime.from(Instant.EPOCH));
  }

  @Test
  void itBuildsOnceAndRunsACopyOfTheBuild() throws IOException {
    List<String> first = run("kv", "get", "a");
    List<String> again = run("kv", "get", "a");
    assertThat(first).contains("io.holdfast.cli.HoldfastMain", "kv", "get", "a");
    assertThat(again).endsWith("kv", "get", "a");
    assertThat(read(root.resolve("builds"))).isEqualTo("built\n");
    String path = again.get(again.indexOf("-cp") + 1);
    assertThat(path.split(":"))
        .hasSize(3)
        .endsWith("/elsewhere/other.jar")
        .filteredOn(each -> each.startsWith(root.resolve(".holdfast") + "/build-"))
        .hasSize(2)
        .allSatisfy(each -> assertThat(Path.of(each)).exists());
  }

  @Test
  void itKnowsItsPlaceThroughLinks() throws IOException {
    Path near = Files.createSymbolicLink(root.resolve("hf"), Path.of("scripts/holdfast"));
    Path far = Files.createSymbolicLink(directory.resolve("holdfast"), near);
    assertThat(output(start(far, "demo"))).contains("-Dholdfast.home=" + root);
  }

  @Test
  void itUsesTheJavaOfJavaHome() throws IOException {
    environment.put("JAVA_HOME", root.resolve("jdk").toString());
    assertThat(run("demo")).endsWith("from JAVA_HOME");
    environment.put("JAVA_HOME", "/nowhere");
    assertThat(run("demo")).singleElement().asString().contains("JAVA_HOME is /nowhere");
  }

  @Test
  void theOptionsOfTheUserWin() throws IOException {
    environment.put("HOLDFAST_JAVA_OPTS", "-XX:+UseG1GC -Xmx64m -Dx=y");
    List<String> options = run("store");
    assertThat(options)
        .containsSubsequence("-XX:+UseG1GC", "-Xmx64m", "-Dx=y", "-cp")
        .noneMatch(option -> option.startsWith("-Xms") || option.contains("ParallelGC"));
    environment.put("HOLDFAST_JAVA_OPTS", "-Dx=y");
    assertThat(run("store")).containsSubsequence("-XX:+UseParallelGC", "-Xmx2g", "-Dx=y");
    assertThat(run("kv", "get", "a")).contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  @Test
  void aRunningNodeKeepsItsBuildWhileANewerOneIsMade() throws IOException {
    Process node = start(root.resolve("scripts/holdfast"), "store");
    while (!"store".equals(node.inputReader(StandardCharsets.UTF_8).readLine())) {
      // What the node was started with.
    }
    Path its = builds().get(0);
    changeASource();
    run("kv", "get", "a");
    assertThat(builds()).hasSize(2).contains(its);
    assertThat(its.resolve("lib/benchmarks-1.jar")).exists();
    node.getOutputStream().close();
    assertThat(node.inputReader(StandardCharsets.UTF_8).lines()).isEmpty();
    run("kv", "get", "a"); // The source is still from the future.
    assertThat(builds()).hasSize(1).doesNotContain(its);
    sourceIsOld();
    run("kv", "get", "a");
    assertThat(read(root.resolve("builds"))).isEqualTo("built\n".repeat(3));
  }

  @Test
  void aFailedBuildSaysSoAndLeavesTheLastOneAlone() throws IOException {
    run("kv", "get", "a");
    List<Path> before = builds();
    script("bin/mvn", "#!/usr/bin/env bash\necho no such symbol\nexit 1\n");
    changeASource();
    assertThat(run("kv", "get", "a"))
        .contains("no such symbol")
        .last()
        .asString()
        .startsWith("holdfast: the build failed");
    assertThat(builds()).isEqualTo(before);
  }
}
