package io.holdfast.bench.cpu;

import java.util.List;
import java.util.Locale;

/** What a thread is for, told from its name as the kernel has it (cut to 15 characters). */
final class ThreadRole {
  /** Role of the compiler threads of the JVM. */
  static final String JIT = "(JIT)";

  /** Role of the collector threads of the JVM. */
  static final String GC = "(GC)";

  /** Role of what else the JVM runs for itself. */
  static final String VM = "(JVM)";

  /** Longest name the kernel keeps. */
  private static final int NAME_LENGTH_MAX = 15;

  /** Our own loops, to complete names that were cut. */
  private static final List<String> LOOPS =
      List.of(
          "apply",
          "background",
          "client-callbacks",
          "client-loop",
          "log-writer",
          "pd-log",
          "pd-loop",
          "read",
          "resolve",
          "store-loop");

  private static final String[] GC_PREFIXES = {"GC Thread", "G1 ", "ZGC", "XDriver", "Shenandoah"};

  private static final String[] VM_PREFIXES = {
    "VM Thread",
    "VM Periodic",
    "Signal Dispatch",
    "Finalizer",
    "Reference Handl",
    "Common-Cleaner",
    "Service Thread",
    "Monitor Deflati",
    "Notification Th",
    "Sweeper",
    "Attach Listener",
    "DestroyJavaVM",
    "process reaper",
    "Keep-Alive-Time"
  };

  private ThreadRole() {}

  /** The role of a thread of that name: an own loop is its name without its number. */
  static String of(String threadName) {
    if (threadName.startsWith("C1 Compiler") || threadName.startsWith("C2 Compiler")) {
      return JIT;
    }
    if (startsWithAny(threadName, GC_PREFIXES)) {
      return GC;
    }
    if (startsWithAny(threadName, VM_PREFIXES)) {
      return VM;
    }
    if (threadName.startsWith("rocksdb")) {
      return "rocksdb";
    }
    if (threadName.startsWith("HTTP-Dispatcher") || threadName.startsWith("idle-timeout")) {
      return "status";
    }
    if (threadName.equals("java")) {
      return "main"; // The kernel knows a JVM's first thread by the name of the program.
    }
    // Our own threads are called node/loop-number.
    String loop = threadName.substring(threadName.indexOf('/') + 1);
    String bare = withoutNumber(loop).toLowerCase(Locale.ROOT);
    if (bare.isEmpty()) {
      return threadName;
    }
    return threadName.length() < NAME_LENGTH_MAX ? bare : completed(bare);
  }

  private static String completed(String cut) {
    List<String> candidates = LOOPS.stream().filter(loop -> loop.startsWith(cut)).toList();
    return candidates.size() == 1 ? candidates.get(0) : cut;
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static String withoutNumber(String name) {
    int end = name.length();
    while (end > 0 && !Character.isLetter(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end);
  }
}
