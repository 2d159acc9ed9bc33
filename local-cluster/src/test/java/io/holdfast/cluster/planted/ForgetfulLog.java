package io.holdfast.cluster.planted;

import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.CommandLog;

/** A planted bug: the window of the timestamps is said to be replicated and is not (rule T1). */
record ForgetfulLog(CommandLog log) implements CommandLog {
  @Override
  public boolean leading() {
    return log.leading();
  }

  @Override
  public void propose(ClusterCommand command, Completion completion) {
    boolean window = command.kind() == ClusterCommand.Kind.RAISE_TSO_WINDOW;
    // Something else goes through the log instead, so that the answer comes as it should.
    log.propose(window ? new ClusterCommand.SetGcSafePoint(0) : command, completion);
  }

  @Override
  public void confirmLeadership(Confirmation confirmation) {
    log.confirmLeadership(confirmation);
  }
}
