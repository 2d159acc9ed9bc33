package io.holdfast.endtoend.planted;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The product with a bug in it, in a class loader of its own. Safe for many threads. */
final class PatchedProduct {
  private final Map<String, Optional<String>> sound = new ConcurrentHashMap<>();
  private final Path root = Modules.root();
  private final Modules modules;
  private final ClassLoader unpatched;

  PatchedProduct() {
    this.modules = new Modules(root);
    this.unpatched = loader(Map.of(), Set.of("raft"));
  }

  private ClassLoader loader(Map<String, byte[]> patched, Set<String> changed) {
    Set<String> packages = modules.packagesSeeing(changed);
    return new PatchedLoader(
        PatchedProduct.class.getClassLoader(),
        patched,
        name -> name.startsWith("io.holdfast.") && packages.contains(packageOf(name)));
  }

  private static String packageOf(String className) {
    return className.substring(0, className.lastIndexOf('.'));
  }

  /** Runs the bug's plan on the product with the bug; a seed in, what noticed it out. */
  LongFunction<@Nullable String> with(BugPatch bug) {
    return probe(loader(PatchedSources.compile(bug.sources(root)), bug.modules()), bug.plan());
  }

  /**
   * Runs the bug's plan on the product as it is, by way of the same loader. Bugs that share plan
   * and seed share the run.
   */
  @Nullable String without(BugPatch bug, long seed) {
    String run = bug.plan() + " " + seed;
    Optional<String> known = sound.get(run);
    if (known == null) {
      known = Optional.ofNullable(probe(unpatched, bug.plan()).apply(seed));
      sound.put(run, known);
    }
    return known.orElse(null);
  }

  /**
   * Runs a plan on the product with a look at the caller in every method of a class that belongs to
   * one loop; {@code changed} sources take the place of the product's.
   */
  LongFunction<@Nullable String> confined(Map<String, String> changed, Map<String, String> plan) {
    Map<String, String> woven = ConfinedSources.woven(root, changed);
    Set<String> changedModules = new TreeSet<>();
    woven.keySet().forEach(path -> changedModules.add(path.substring(0, path.indexOf('/'))));
    return probe(loader(PatchedSources.compile(woven), changedModules), plan);
  }

  @SuppressWarnings("unchecked") // The class is ours; its interface is the platform's.
  private static LongFunction<@Nullable String> probe(
      ClassLoader loader, Map<String, String> plan) {
    try {
      Class<?> probe = Class.forName("io.holdfast.endtoend.planted.Probe", true, loader);
      return (LongFunction<@Nullable String>) probe.getConstructor(Map.class).newInstance(plan);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the probe of a planted bug does not start", e);
    }
  }
}
