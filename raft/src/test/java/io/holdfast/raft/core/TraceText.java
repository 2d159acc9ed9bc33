package io.holdfast.raft.core;

import java.util.ArrayList;
import java.util.List;

/** The core's records as short text, for traces that people read. */
public final class TraceText {
  private TraceText() {}

  /** {@code index/term data}. */
  public static String of(Entry entry) {
    String what;
    if (entry.kind() == EntryKind.CONF_CHANGE) {
      what = of(ConfChange.decode(entry.data()));
    } else {
      what = entry.data().isEmpty() ? "-" : entry.data().toUtf8();
    }
    return entry.index() + "/" + entry.term() + " " + what;
  }

  private static String of(ConfChange change) {
    StringBuilder text = new StringBuilder(change.transition().toString());
    for (ConfChange.Change each : change.changes()) {
      text.append(' ').append(each.type()).append(' ').append(each.peer());
    }
    return text.toString();
  }

  static String of(List<Entry> entries) {
    List<String> texts = new ArrayList<>();
    for (Entry entry : entries) {
      texts.add(of(entry));
    }
    return "[" + String.join(", ", texts) + "]";
  }

  static String of(Ready ready) {
    StringBuilder text = new StringBuilder();
    HardState hardState = ready.hardState();
    if (hardState != null) {
      text.append(" term=").append(hardState.term()).append(" vote=").append(hardState.vote());
      text.append(" commit=").append(hardState.commit());
    }
    SnapshotMeta snapshot = ready.snapshot();
    if (snapshot != null) {
      text.append(" snapshot ").append(snapshot.index()).append('/').append(snapshot.term());
    }
    if (!ready.entries().isEmpty()) {
      text.append(' ').append(of(ready.entries()));
    }
    return text.toString();
  }

  public static String of(ConfState conf) {
    StringBuilder text = new StringBuilder("voters=" + conf.voters());
    if (conf.joint()) {
      text.append(" outgoing=").append(conf.votersOutgoing());
    }
    if (!conf.learners().isEmpty()) {
      text.append(" learners=").append(conf.learners());
    }
    if (!conf.learnersNext().isEmpty()) {
      text.append(" learnersNext=").append(conf.learnersNext());
    }
    return conf.autoLeave() ? text.append(" autoLeave").toString() : text.toString();
  }

  /** {@code n1 -> n2 Append term=1 ...}. */
  public static String of(Message message) {
    return "n"
        + message.from()
        + " -> n"
        + message.to()
        + " "
        + message.getClass().getSimpleName()
        + " term="
        + message.term()
        + body(message);
  }

  private static String body(Message message) {
    return switch (message.kind()) {
      case PRE_VOTE_REQUEST -> {
        Message.PreVoteRequest m = (Message.PreVoteRequest) message;
        yield " last=" + m.lastIndex() + "/" + m.lastTerm();
      }
      case PRE_VOTE_RESPONSE -> {
        Message.PreVoteResponse m = (Message.PreVoteResponse) message;
        yield m.granted() ? " yes" : " no commit=" + m.commit() + "/" + m.commitTerm();
      }
      case VOTE_REQUEST -> {
        Message.VoteRequest m = (Message.VoteRequest) message;
        yield " last=" + m.lastIndex() + "/" + m.lastTerm() + (m.transfer() ? " transfer" : "");
      }
      case VOTE_RESPONSE -> {
        Message.VoteResponse m = (Message.VoteResponse) message;
        yield m.granted() ? " yes" : " no commit=" + m.commit() + "/" + m.commitTerm();
      }
      case APPEND -> {
        Message.Append m = (Message.Append) message;
        yield " prev="
            + m.prevIndex()
            + "/"
            + m.prevTerm()
            + " commit="
            + m.commit()
            + (m.entries().isEmpty() ? "" : " " + of(m.entries()));
      }
      case APPEND_RESPONSE -> {
        Message.AppendResponse m = (Message.AppendResponse) message;
        yield m.rejected()
            ? " no " + m.index() + " hint=" + m.hintIndex() + "/" + m.hintTerm()
            : " yes " + m.index();
      }
      case HEARTBEAT -> {
        Message.Heartbeat m = (Message.Heartbeat) message;
        yield " commit=" + m.commit() + " round=" + m.round();
      }
      case HEARTBEAT_RESPONSE -> " round=" + ((Message.HeartbeatResponse) message).round();
      case INSTALL_SNAPSHOT -> {
        SnapshotMeta meta = ((Message.InstallSnapshot) message).meta();
        yield " " + meta.index() + "/" + meta.term() + " " + of(meta.conf());
      }
      case READ_INDEX_REQUEST -> " " + ((Message.ReadIndexRequest) message).context();
      case READ_INDEX_RESPONSE -> {
        Message.ReadIndexResponse m = (Message.ReadIndexResponse) message;
        yield " " + m.context() + " at " + m.index();
      }
      case TIMEOUT_NOW, FORTIFY -> "";
      case FORTIFIED -> {
        Message.Fortified m = (Message.Fortified) message;
        yield " held=" + m.heldTerm() + " session=" + m.session();
      }
      case DEFORTIFY -> " ended=" + ((Message.Defortify) message).endedTerm();
      case REST -> " at " + ((Message.Rest) message).index();
      case RESTED -> {
        Message.Rested m = (Message.Rested) message;
        yield " at " + m.index() + " session=" + m.session();
      }
    };
  }
}
