package io.holdfast.cli;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.runtime.base.Bytes;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code holdfast kv}: single keys, for a look and for scripts. Keys and values are UTF-8. */
@Command(
    name = "kv",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(get | put | scan | delete)",
    description = {
      "Reads and writes keys of a running cluster, each command as one transaction.",
      "Try it: holdfast playground, and in another terminal",
      "  holdfast kv put hello world && holdfast kv get hello"
    })
final class KvCommand implements Runnable {
  @Option(
      names = "--pd",
      defaultValue = "127.0.0.1:2379",
      scope = ScopeType.INHERIT,
      description = "Placement driver, HOST:PORT. Default: ${DEFAULT-VALUE}.")
  private String pd = "127.0.0.1:2379";

  @Override
  public void run() {
    throw new UsageException("kv needs a subcommand: get, put, scan or delete");
  }

  @Command(description = "Prints the value of KEY; exit code 1 when there is none.")
  int get(@Parameters(paramLabel = "KEY") String key) {
    return with(
        db -> {
          Bytes value = db.read(snapshot -> snapshot.get(bytes(key)));
          if (value == null) {
            System.err.println("holdfast: no such key");
            return HoldfastMain.EXIT_FAILED;
          }
          System.out.println(value.toUtf8());
          return 0;
        });
  }

  @Command(description = "Sets KEY to VALUE.")
  int put(
      @Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "VALUE") String value) {
    return with(
        db -> {
          db.run(tx -> tx.put(bytes(key), bytes(value)));
          return 0;
        });
  }

  @Command(description = "Deletes KEY; it need not exist.")
  int delete(@Parameters(paramLabel = "KEY") String key) {
    return with(
        db -> {
          db.run(tx -> tx.delete(bytes(key)));
          return 0;
        });
  }

  @Command(description = "Prints the pairs whose keys begin with PREFIX (default: all), in order.")
  int scan(
      @Parameters(paramLabel = "PREFIX", arity = "0..1", defaultValue = "") String prefix,
      @Option(names = "--limit", defaultValue = "100", description = "Most pairs to print.")
          int limit) {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1, not " + limit);
    }
    return with(
        db ->
            db.read(
                snapshot -> {
                  try (Scan scan = snapshot.scanPrefix(bytes(prefix)).limit(limit).open()) {
                    for (KeyValue pair : scan) {
                      System.out.println(pair.key() + "\t" + pair.value());
                    }
                  }
                  return 0;
                }));
  }

  private int with(Function<Database, Integer> action) {
    ClientConfig config;
    try {
      config = ClientConfig.of(pd);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pd: " + e.getMessage());
    }
    try (Database database = Database.connect(config)) {
      return action.apply(database);
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }
}
