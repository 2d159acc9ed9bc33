package io.holdfast.endtoend.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules of the repository: who depends on whom, and which packages each has. */
final class Modules {
  private static final Pattern DEPENDENCY =
      Pattern.compile("<groupId>io\\.holdfast</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  private final Path root;
  private final Map<String, Set<String>> uses = new TreeMap<>();

  Modules(Path root) {
    this.root = root;
    try (Stream<Path> directories = Files.list(root)) {
      for (Path directory : directories.filter(d -> Files.exists(d.resolve("pom.xml"))).toList()) {
        Set<String> used = new TreeSet<>();
        Matcher dependency = DEPENDENCY.matcher(Files.readString(directory.resolve("pom.xml")));
        while (dependency.find()) {
          used.add(dependency.group(1));
        }
        uses.put(directory.getFileName().toString(), used);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The checked-out tree, found from the directory the test runs in. */
  static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve(".mvn").resolve("jvm.config"))) {
      Path parent = at.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "not inside the repository: " + Path.of("").toAbsolutePath());
      }
      at = parent;
    }
    return at;
  }

  /** These modules and all that see them. */
  Set<String> seeing(Set<String> changed) {
    Set<String> seeing = new TreeSet<>(changed);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<String, Set<String>> module : uses.entrySet()) {
        boolean sees = module.getValue().stream().anyMatch(seeing::contains);
        grew |= sees && seeing.add(module.getKey());
      }
    }
    return seeing;
  }

  /**
   * Names of the packages of these modules and of all that see them, tests included; but for
   * packages of the others, in which tests may have classes too.
   */
  Set<String> packagesSeeing(Set<String> changed) {
    Set<String> seeing = seeing(changed);
    Set<String> packages = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (String module : uses.keySet()) {
      Path main = root.resolve(module).resolve("src/main/java");
      if (seeing.contains(module)) {
        addPackages(main, packages);
        addPackages(root.resolve(module).resolve("src/test/java"), packages);
      } else {
        addPackages(main, others);
      }
    }
    packages.removeAll(others);
    return packages;
  }

  private static void addPackages(Path sources, Set<String> packages) {
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> sources.relativize(file).getParent())
          .forEach(directory -> packages.add(directory.toString().replace('/', '.')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
