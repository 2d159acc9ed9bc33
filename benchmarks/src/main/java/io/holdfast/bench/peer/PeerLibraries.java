package io.holdfast.bench.peer;

import io.holdfast.bench.load.ClientLoad;
import io.holdfast.bench.process.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of one peer and our adapter to them, outside of our own build: a pom of its own
 * says what they are, Maven fetches them at the first run, the adapter is compiled against them. So
 * nothing of theirs ever is on our class path, nor of ours on theirs but the closed loop.
 */
final class PeerLibraries {
  private static final long MAVEN_MINUTES_MAX = 15;

  private final Path project;

  /** Of the peer of that name below {@code benchmarks/peers}. */
  PeerLibraries(Path home, String name) {
    this.project = home.resolve("benchmarks/peers").resolve(name);
  }

  /**
   * Why they cannot be had, and what to do; null when they can, as far as is known before trying.
   */
  @Nullable String absent() {
    if (!Files.isRegularFile(project.resolve("pom.xml"))) {
      return "no " + project + "/pom.xml; run this from a checkout of the sources";
    }
    if (ToolProvider.getSystemJavaCompiler() == null) {
      return "this Java has no compiler; run with a JDK";
    }
    if (!resolved() && Programs.find("mvn").isEmpty()) {
      return "its libraries are fetched by Maven, and there is no 'mvn': apt-get install maven";
    }
    return null;
  }

  private Path stored() {
    return project.resolve("target/classpath");
  }

  private boolean resolved() {
    try {
      return Files.isRegularFile(stored())
          && Files.getLastModifiedTime(stored())
                  .compareTo(Files.getLastModifiedTime(project.resolve("pom.xml")))
              >= 0;
    } catch (IOException e) {
      return false; // Then Maven is asked again.
    }
  }

  /** The class path of its nodes and clients: its libraries, our adapter, the closed loop. */
  String classPath(Consumer<String> progress) throws IOException, InterruptedException {
    if (!resolved()) {
      progress.accept(project.getFileName() + ": Maven fetches its libraries (once)");
      resolve();
    }
    List<String> paths = new ArrayList<>();
    paths.add(project.resolve("target/adapter").toString());
    paths.add(Files.readString(stored()).strip());
    paths.add(locationOf(ClientLoad.class));
    paths.add(locationOf(Histogram.class));
    String classPath = String.join(File.pathSeparator, paths);
    compile(classPath);
    return classPath;
  }

  private void resolve() throws IOException, InterruptedException {
    Path log = Files.createDirectories(project.resolve("target")).resolve("maven.log");
    Process maven =
        new ProcessBuilder(
                Programs.find("mvn").orElseThrow().toString(),
                "-B",
                "--no-transfer-progress",
                "-f",
                project.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + stored())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!maven.waitFor(MAVEN_MINUTES_MAX, TimeUnit.MINUTES)) {
      maven.destroyForcibly();
      throw new IOException("Maven did not end in " + MAVEN_MINUTES_MAX + " minutes; see " + log);
    }
    if (maven.exitValue() != 0) {
      throw new IOException("Maven could not fetch the libraries; see " + log);
    }
  }

  private void compile(String classPath) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-nowarn",
            "-proc:none",
            "-d",
            Files.createDirectories(project.resolve("target/adapter")).toString(),
            "-cp",
            classPath));
    try (Stream<Path> files = Files.walk(project.resolve("src/main/java"))) {
      files
          .map(Path::toString)
          .filter(file -> file.endsWith(".java"))
          .sorted()
          .forEach(arguments::add);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null || compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IOException("the adapter in " + project + " does not compile");
    }
  }

  private static String locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where is " + type + "?", e);
    }
  }
}
