package io.holdfast.bench.cluster;

import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.cli.HoldfastMain;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A SQL node, a process started as a user would start it; it ends with its group. */
public final class SqlProcess {
  private static final Duration READY_MAX = Duration.ofMinutes(4);

  private final ChildProcess process;
  private final Address address;
  private final Address status;

  private SqlProcess(ChildProcess process, Address address, Address status) {
    this.process = process;
    this.address = address;
    this.status = status;
  }

  /** Returns once it serves. */
  public static SqlProcess start(ProcessGroup group, Address pd)
      throws IOException, InterruptedException {
    ChildProcess process =
        group.start(
            "sql",
            ServerProcesses.JVM,
            HoldfastMain.class.getName(),
            List.of(
                "sql",
                "--pd",
                pd.toString(),
                "--listen",
                "127.0.0.1:0",
                "--status",
                "127.0.0.1:0",
                "--max-connections",
                "300"));
    String ready = process.awaitReady(READY_MAX);
    return new SqlProcess(process, told(ready, "sql="), told(ready, "status="));
  }

  /** The address behind a name in the line {@code READY sql=HOST:PORT status=HOST:PORT}. */
  static Address told(String ready, String name) {
    for (String word : ready.split(" ", -1)) {
      if (word.startsWith(name)) {
        return Address.parse(word.substring(name.length()));
      }
    }
    throw new IllegalStateException("no " + name + " in '" + ready + "'");
  }

  /** Where sessions connect. */
  public Address address() {
    return address;
  }

  /** Where it tells its metrics. */
  public Address status() {
    return status;
  }

  /** Its processor time. */
  public CpuMeter meter() {
    return new CpuMeter("sql", process.pid());
  }
}
