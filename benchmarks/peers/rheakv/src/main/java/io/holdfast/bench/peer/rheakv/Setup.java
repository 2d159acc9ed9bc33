package io.holdfast.bench.peer.rheakv;

import com.alipay.sofa.jraft.rhea.options.PlacementDriverOptions;
import com.alipay.sofa.jraft.rhea.options.RheaKVStoreOptions;
import com.alipay.sofa.jraft.rhea.options.StoreEngineOptions;
import com.alipay.sofa.jraft.rhea.options.configured.MultiRegionRouteTableOptionsConfigured;
import com.alipay.sofa.jraft.rhea.util.Constants;
import java.util.ArrayList;
import java.util.List;

/** What nodes and clients say alike: one region on all nodes, no placement driver. */
final class Setup {
  private Setup() {}

  static RheaKVStoreOptions store(String[] ports, StoreEngineOptions engine) {
    List<String> addresses = new ArrayList<>();
    for (String port : ports) {
      addresses.add("127.0.0.1:" + port);
    }
    PlacementDriverOptions driver = new PlacementDriverOptions();
    driver.setFake(true);
    if (engine == null) {
      driver.setRegionRouteTableOptionsList(
          MultiRegionRouteTableOptionsConfigured.newConfigured()
              .withInitialServerList(Constants.DEFAULT_REGION_ID, String.join(",", addresses))
              .config());
    }
    RheaKVStoreOptions options = new RheaKVStoreOptions();
    options.setClusterName("bench");
    options.setInitialServerList(String.join(",", addresses));
    options.setPlacementDriverOptions(driver);
    if (engine != null) {
      options.setStoreEngineOptions(engine);
    }
    return options;
  }
}
