package io.holdfast.endtoend.planted;

import io.holdfast.simulation.seed.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A planted bug that is a text, {@code src/test/resources/planted/*.bug}:
 *
 * <pre>
 * bug: what is planted
 * rule: the rule of docs/INVARIANTS.md that it breaks
 * workload: what the clients do, as sim has it, sql too; or raft: groups alone, without stores; or
 *     wire: talks of drivers
 * profile: the faults; a name, or gap=2s active=2 and kinds
 * load: accounts=60 clients=12 think=5ms splits=1s moves=1s lasting=30s committed=100
 *     lost=0.01 late=0.02 rare=0.5 tight=1 leases=1 sleep=1 rates=1000000; of sql:
 *     think=400ms changes=1s lasting=20s committed=50 lost=0.001 sleep=1
 * seed: one that finds it
 *
 * file: raft/src/main/java/...
 * - a line as it is
 * + a line as it shall be
 * </pre>
 *
 * <p>A line that begins with {@code #} is a remark. Several files, and several places of a file,
 * are possible.
 *
 * @param name what is planted
 * @param plan how it is looked for
 * @param seed tried first
 */
record BugPatch(
    String name, String rule, Map<String, String> plan, long seed, List<Patch> patches) {
  private static final String SUFFIX = ".bug";

  BugPatch {
    plan = Collections.unmodifiableMap(new TreeMap<>(plan));
    patches = List.copyOf(patches);
  }

  /** All of them, by the names of their files. */
  static List<BugPatch> all(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<BugPatch> bugs = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        bugs.add(parse(file.getFileName().toString(), Files.readAllLines(file)));
      }
      return bugs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BugPatch parse(String origin, List<String> lines) {
    Map<String, String> header = new TreeMap<>();
    List<Patch> patches = new ArrayList<>();
    String file = "";
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (String line : lines) {
      boolean minus = line.startsWith("-");
      boolean plus = line.startsWith("+");
      if (!before.isEmpty() && !plus && !(minus && after.isEmpty())) {
        patches.add(new Patch(file, before, after));
        before.clear();
        after.clear();
      }
      if (minus) {
        before.add(line.substring(1));
      } else if (plus) {
        after.add(line.substring(1));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          throw new IllegalArgumentException(origin + ": neither a key nor a change: " + line);
        }
        String key = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (key.equals("file")) {
          file = value;
        } else {
          header.put(key, value);
        }
      }
    }
    if (!before.isEmpty()) {
      patches.add(new Patch(file, before, after));
    }
    return of(origin, header, patches);
  }

  private static BugPatch of(String origin, Map<String, String> header, List<Patch> patches) {
    String name = header.remove("bug");
    String rule = header.remove("rule");
    String seed = header.remove("seed");
    if (name == null || rule == null || patches.isEmpty()) {
      throw new IllegalArgumentException(origin + ": a bug has a name, a rule and a patch");
    }
    return new BugPatch(name, rule, header, seed == null ? 1 : Seeds.parse(seed), patches);
  }

  /** The source files it changes, by their paths, as they shall be. */
  Map<String, String> sources(Path root) {
    Map<String, String> sources = new TreeMap<>();
    for (Patch patch : patches) {
      String source = sources.get(patch.file());
      sources.put(patch.file(), patch.apply(source == null ? read(root, patch.file()) : source));
    }
    return sources;
  }

  private static String read(Path root, String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modules it changes. */
  TreeSet<String> modules() {
    TreeSet<String> modules = new TreeSet<>();
    patches.forEach(patch -> modules.add(patch.file().substring(0, patch.file().indexOf('/'))));
    return modules;
  }

  @Override
  public String toString() {
    return name + " (" + rule + ")";
  }
}
