package io.holdfast.raft.core;

import io.holdfast.raft.progress.ProgressState;
import java.util.function.Consumer;

/** Tells the events of a node as text. */
final class TraceEvents implements RaftEvents {
  private final Consumer<String> say;

  TraceEvents(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void onRole(Role role, long term, long leader) {
    say.accept("is " + role + " term=" + term + (leader == 0 ? "" : " leader=n" + leader));
  }

  @Override
  public void onVote(long term, long candidate) {
    say.accept("votes for n" + candidate + " term=" + term);
  }

  @Override
  public void onIgnored(Message message, String why) {
    say.accept(
        "ignores " + message.getClass().getSimpleName() + " of n" + message.from() + ": " + why);
  }

  @Override
  public void onNoCampaign(String why) {
    say.accept("does not campaign: " + why);
  }

  @Override
  public void onStepDown(long term, String why) {
    say.accept("steps down term=" + term + ": " + why);
  }

  @Override
  public void onRefused(ProposeResult.Outcome outcome, String why) {
    say.accept("refuses: " + outcome + " (" + why + ")");
  }

  @Override
  public void onTruncated(long index) {
    say.accept("replaces entries from " + index);
  }

  @Override
  public void onProgress(long peer, ProgressState state, long next) {
    say.accept("sees n" + peer + " as " + state + " next=" + next);
  }

  @Override
  public void onConf(ConfState conf) {
    say.accept("conf " + TraceText.of(conf));
  }

  @Override
  public void onRestored(SnapshotMeta meta) {
    say.accept("restores " + meta.index() + "/" + meta.term());
  }

  @Override
  public void onTransfer(long peer) {
    say.accept(peer == 0 ? "ends the transfer" : "transfers to n" + peer);
  }
}
