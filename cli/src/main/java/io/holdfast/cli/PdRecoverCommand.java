package io.holdfast.cli;

import io.holdfast.cluster.replica.StoreSurvey;
import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdConfigException;
import io.holdfast.pd.server.PdRecovery;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.pd.server.StoreWord;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast pd recover}: a lost placement driver is made again from its stores. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the data directory of a lost placement driver again from its running stores.",
      "Name all of them. The configuration is the lost one's; its data-dir must be empty.",
      "Then start the placement driver as always. Nothing is handed out a second time.",
      "Safe points of garbage collection begin anew."
    })
final class PdRecoverCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, description = "Configuration of the lost one.")
  private Path config = Path.of("");

  @Option(
      names = "--store",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "The running stores, repeated or with commas.")
  private List<String> stores = List.of();

  @Override
  public Integer call() throws Exception {
    PdConfig parsed;
    List<Address> addresses = new ArrayList<>();
    try {
      parsed = PdConfig.parse(NodeProcess.readConfiguration(config));
      for (String store : stores) {
        addresses.add(Address.parse(store));
      }
    } catch (PdConfigException e) {
      throw new UsageException(config + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--store: " + e.getMessage());
    }
    try (ThreadedRuntime runtime = new ThreadedRuntime("pd-recover")) {
      List<StoreWord> words = StoreSurvey.ask(runtime, addresses);
      PdRecovery recovery = PdRecovery.of(words, parsed.replicas(), runtime.clock().wallMillis());
      if (recovery.keyMode() != parsed.keyMode()) {
        throw new UsageException(
            config + ": key-mode is not that of the stores, " + recovery.keyMode());
      }
      recovery.write(runtime.files(), parsed.dataDirectory());
      System.out.println(
          "RECOVERED cluster="
              + Long.toUnsignedString(recovery.clusterId())
              + " stores="
              + words.size()
              + " regions="
              + recovery.regions()
              + " ids-above="
              + recovery.idBound()
              + " timestamps-after-millis="
              + recovery.windowMillis()
              + (recovery.silentStores().isEmpty() ? "" : " not-asked=" + recovery.silentStores()));
      return 0;
    } catch (PdStartException e) {
      throw new UsageException(NodeProcess.describe(e));
    } catch (ExecutionException | TimeoutException e) {
      throw new UsageException("a store does not answer: " + NodeProcess.describe(e));
    }
  }
}
