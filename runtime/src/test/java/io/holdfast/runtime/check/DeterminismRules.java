package io.holdfast.runtime.check;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No ambient clock, thread, randomness or file: everything of that kind comes from the node's
 * runtime, so that the same code runs under simulation and a seed replays it (rule X6).
 *
 * <p>Use: {@code DeterminismRules.check("io.holdfast.store")} in one test of each module; packages
 * that are exempt, sub-packages included, follow.
 */
public final class DeterminismRules {
  /** Owners no production class may call at all. */
  private static final Set<String> FORBIDDEN_OWNERS =
      Set.of(
          "java.util.Random",
          "java.security.SecureRandom",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.Timer",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.nio.file.Files",
          "java.nio.channels.FileChannel",
          "java.nio.channels.AsynchronousFileChannel",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.lang.ref.Cleaner");

  /** Methods no production class may call, by owner. */
  private static final Map<String, Set<String>> FORBIDDEN_METHODS =
      Map.ofEntries(
          Map.entry(
              "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "identityHashCode")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry(
              "java.lang.Thread",
              Set.of("<init>", "start", "sleep", "yield", "join", "onSpinWait")),
          Map.entry("java.util.concurrent.TimeUnit", Set.of("sleep", "timedJoin", "timedWait")),
          Map.entry("java.util.concurrent.locks.LockSupport", Set.of("park", "parkNanos")),
          Map.entry("java.lang.Object", Set.of("wait", "notify", "notifyAll")),
          Map.entry(
              "java.util.concurrent.CompletableFuture",
              Set.of("delayedExecutor", "orTimeout", "completeOnTimeout", "join")),
          Map.entry("java.util.Collection", Set.of("parallelStream")),
          Map.entry("java.util.List", Set.of("parallelStream")),
          Map.entry("java.util.Set", Set.of("parallelStream")),
          Map.entry("java.util.stream.Stream", Set.of("parallel")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry(
              "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis")));

  private DeterminismRules() {}

  /** Fails if a production class below {@code basePackage}, but for {@code exempt}, breaks them. */
  public static void check(String basePackage, String... exempt) {
    rule(exempt).check(production(basePackage));
  }

  /**
   * The production classes below {@code basePackage}, without what they use: looking at the names
   * of callees is enough, and importing all of the generated messages takes half a minute.
   */
  public static JavaClasses production(String basePackage) {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .withImportOption(location -> !location.contains("test-classes"))
              .withImportOption(location -> !location.contains("-tests.jar"))
              .importPackages(basePackage);
        });
  }

  /** The rule itself, for classes imported otherwise. */
  public static ArchRule rule(String... exempt) {
    List<String> exemptPackages = List.of(exempt);
    return ArchRuleDefinition.classes()
        .should(
            new ArchCondition<JavaClass>(
                "take time, threads, randomness and files from the runtime") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (isExempt(type.getPackageName(), exemptPackages)) {
                  return;
                }
                type.getAccessesFromSelf().stream()
                    .filter(access -> forbidden(access))
                    .forEach(
                        access ->
                            events.add(
                                SimpleConditionEvent.violated(type, access.getDescription())));
              }
            })
        .allowEmptyShould(true)
        .because("the same seed must replay the same run (rule X6)");
  }

  private static boolean isExempt(String name, List<String> exempt) {
    return exempt.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "."));
  }

  private static boolean forbidden(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    if (FORBIDDEN_OWNERS.contains(owner)) {
      return true;
    }
    String method = access.getTarget().getName();
    @Nullable Set<String> methods = FORBIDDEN_METHODS.get(owner);
    return (methods != null && methods.contains(method)) || onDefaultPool(owner, method, access);
  }

  /** The forms of {@code ...Async} without an executor run on the common pool. */
  private static boolean onDefaultPool(String owner, String method, JavaAccess<?> access) {
    return (owner.equals("java.util.concurrent.CompletableFuture")
            || owner.equals("java.util.concurrent.CompletionStage"))
        && method.endsWith("Async")
        && !access.getTarget().getFullName().contains("java.util.concurrent.Executor");
  }
}
