package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;
import java.util.List;

/**
 * What nodes of one group say to each other. Any message may be lost, repeated, delayed or
 * overtaken by another; the core is correct under all of that and live when most arrive.
 *
 * <p>{@link #term()} is the sender's term, but for pre-votes, which carry the term the sender would
 * campaign in (request, and granted response).
 */
public sealed interface Message {
  /** Peer id of the sender. */
  long from();

  /** Peer id of the receiver. */
  long to();

  /** See the type's comment. */
  long term();

  /** For exhaustive switches. */
  Kind kind();

  /** One constant per record below. */
  enum Kind {
    /** {@link PreVoteRequest}. */
    PRE_VOTE_REQUEST,
    /** {@link PreVoteResponse}. */
    PRE_VOTE_RESPONSE,
    /** {@link VoteRequest}. */
    VOTE_REQUEST,
    /** {@link VoteResponse}. */
    VOTE_RESPONSE,
    /** {@link Append}. */
    APPEND,
    /** {@link AppendResponse}. */
    APPEND_RESPONSE,
    /** {@link Heartbeat}. */
    HEARTBEAT,
    /** {@link HeartbeatResponse}. */
    HEARTBEAT_RESPONSE,
    /** {@link InstallSnapshot}. */
    INSTALL_SNAPSHOT,
    /** {@link ReadIndexRequest}. */
    READ_INDEX_REQUEST,
    /** {@link ReadIndexResponse}. */
    READ_INDEX_RESPONSE,
    /** {@link TimeoutNow}. */
    TIMEOUT_NOW,
    /** {@link Fortify}. */
    FORTIFY,
    /** {@link Fortified}. */
    FORTIFIED,
    /** {@link Defortify}. */
    DEFORTIFY,
    /** {@link Rest}. */
    REST,
    /** {@link Rested}. */
    RESTED
  }

  /** "Would you vote for me in {@code term}?" Changes nothing at the receiver (Thesis §9.6). */
  record PreVoteRequest(long from, long to, long term, long lastIndex, long lastTerm)
      implements Message {
    @Override
    public Kind kind() {
      return Kind.PRE_VOTE_REQUEST;
    }
  }

  /**
   * Answer to {@link PreVoteRequest}: {@code term} is the one asked about if granted, else the term
   * of the answering node.
   *
   * @param commit refused: highest index the answering node knows to be committed, with its term
   *     {@code commitTerm}; else 0. A candidate that does not know yet that the configuration has
   *     changed may need the vote of somebody who has left, and can find out only this way
   */
  record PreVoteResponse(
      long from, long to, long term, boolean granted, long commit, long commitTerm)
      implements Message {
    /** Without a commit index. */
    public PreVoteResponse(long from, long to, long term, boolean granted) {
      this(from, to, term, granted, 0, 0);
    }

    @Override
    public Kind kind() {
      return Kind.PRE_VOTE_RESPONSE;
    }
  }

  /**
   * Raft §5.2, §5.4.1. {@code transfer}: the leader itself asked for this election, so that
   * followers that hear it answer anyway (Thesis §3.10).
   */
  record VoteRequest(long from, long to, long term, long lastIndex, long lastTerm, boolean transfer)
      implements Message {
    @Override
    public Kind kind() {
      return Kind.VOTE_REQUEST;
    }
  }

  /**
   * Answer to {@link VoteRequest}; a grant leaves only after the vote is durable. {@code commit}
   * and {@code commitTerm} as in {@link PreVoteResponse}.
   */
  record VoteResponse(long from, long to, long term, boolean granted, long commit, long commitTerm)
      implements Message {
    /** Without a commit index. */
    public VoteResponse(long from, long to, long term, boolean granted) {
      this(from, to, term, granted, 0, 0);
    }

    @Override
    public Kind kind() {
      return Kind.VOTE_RESPONSE;
    }
  }

  /**
   * Raft §5.3: entries that follow {@code (prevIndex, prevTerm)}; none for a probe or to tell a
   * commit index.
   */
  record Append(
      long from,
      long to,
      long term,
      long prevIndex,
      long prevTerm,
      List<Entry> entries,
      long commit)
      implements Message {
    /** Copies, and checks that the entries follow each other. */
    public Append {
      entries = List.copyOf(entries);
      if (!entries.isEmpty()) {
        long first = entries.get(0).index();
        long last = entries.get(entries.size() - 1).index();
        Invariant.check(
            first == prevIndex + 1 && last == prevIndex + entries.size(),
            "RAFT-2 append with a hole",
            "prevIndex",
            prevIndex,
            "first",
            first,
            "last",
            last);
      }
    }

    @Override
    public Kind kind() {
      return Kind.APPEND;
    }

    /** Index of the last entry the receiver has after accepting this. */
    public long lastIndex() {
      return prevIndex + entries.size();
    }
  }

  /**
   * Answer to {@link Append} and {@link InstallSnapshot}.
   *
   * @param index accepted: the receiver's log equals the leader's up to here, durably; rejected:
   *     the {@code prevIndex} it does not have
   * @param hintIndex rejected: highest index that may match, with its term {@code hintTerm}: the
   *     leader skips whole terms (Raft §5.3, end); else 0
   */
  record AppendResponse(
      long from, long to, long term, long index, boolean rejected, long hintIndex, long hintTerm)
      implements Message {
    @Override
    public Kind kind() {
      return Kind.APPEND_RESPONSE;
    }
  }

  /**
   * Keeps followers quiet. {@code commit} is cut to what the receiver is known to have; {@code
   * round} numbers the latest quorum round for reads (Raft §8), 0 if there was none.
   */
  record Heartbeat(long from, long to, long term, long commit, long round) implements Message {
    @Override
    public Kind kind() {
      return Kind.HEARTBEAT;
    }
  }

  /** Answer to {@link Heartbeat} with its {@code round}. */
  record HeartbeatResponse(long from, long to, long term, long round) implements Message {
    @Override
    public Kind kind() {
      return Kind.HEARTBEAT_RESPONSE;
    }
  }

  /**
   * Raft §7, without the data: the host of the leader sends its own snapshot (of this index or a
   * later one) in place of this message, the host of the follower steps this one when the data has
   * arrived.
   */
  record InstallSnapshot(long from, long to, long term, SnapshotMeta meta) implements Message {
    @Override
    public Kind kind() {
      return Kind.INSTALL_SNAPSHOT;
    }
  }

  /** A follower asks its leader for a read index; {@code context} is the follower's own. */
  record ReadIndexRequest(long from, long to, long term, long context) implements Message {
    @Override
    public Kind kind() {
      return Kind.READ_INDEX_REQUEST;
    }
  }

  /** Answer to {@link ReadIndexRequest}: a read after applying {@code index} is linearizable. */
  record ReadIndexResponse(long from, long to, long term, long context, long index)
      implements Message {
    @Override
    public Kind kind() {
      return Kind.READ_INDEX_RESPONSE;
    }
  }

  /** Leader transfer: campaign at once, without pre-vote (Thesis §3.10). */
  record TimeoutNow(long from, long to, long term) implements Message {
    @Override
    public Kind kind() {
      return Kind.TIMEOUT_NOW;
    }
  }

  /** The leader asks a voter to hold to it while their stores are in touch (L10). */
  record Fortify(long from, long to, long term) implements Message {
    @Override
    public Kind kind() {
      return Kind.FORTIFY;
    }
  }

  /**
   * The sender holds to the leader of {@code heldTerm}, in a session of its store: an answer to
   * {@link Fortify}; said again when nothing is heard of that leader, it is a question.
   */
  record Fortified(long from, long to, long term, long heldTerm, long session) implements Message {
    @Override
    public Kind kind() {
      return Kind.FORTIFIED;
    }
  }

  /** The sender does not lead {@code endedTerm}, nor any before (L12, L20). */
  record Defortify(long from, long to, long term, long endedTerm) implements Message {
    @Override
    public Kind kind() {
      return Kind.DEFORTIFY;
    }
  }

  /**
   * The leader has nothing to say: its log ends at {@code index}, all of it is committed and
   * applied (L22). Who has the same need not hear of it again while the stores are in touch.
   */
  record Rest(long from, long to, long term, long index) implements Message {
    @Override
    public Kind kind() {
      return Kind.REST;
    }
  }

  /** The sender has all up to {@code index} committed and applied, and rests (L22). */
  record Rested(long from, long to, long term, long index, long session) implements Message {
    @Override
    public Kind kind() {
      return Kind.RESTED;
    }
  }
}
