package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.CommittedWrite;
import io.holdfast.store.mvcc.KeyHistory;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccTxn;
import io.holdfast.store.mvcc.OwnRecord;
import io.holdfast.store.mvcc.Write;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * First phase: locks all keys of the request, or none (Percolator §2.2); refused behind a newer
 * commit (TXN-3).
 *
 * <p>A key that carries this transaction's lock or commit record is left as it is: the request is a
 * repetition. A rollback record keeps the transaction away for ever. Requests for async commit or
 * one-phase commit are answered with {@code minCommitTs = 0}, which tells the client to go on in
 * two phases.
 */
public final class Prewrite implements WriteCommand<Prewrite.Response> {
  /**
   * The request.
   *
   * @param primary user key of the lock that will decide
   * @param skipConstraintCheck does not look for newer commits of others; own records are still
   *     looked for
   * @param minCommitTs below which the transaction promises not to commit; 0 forbids pushing it
   */
  public record Request(
      List<Mutation> mutations,
      Bytes primary,
      long startTs,
      long lockTtlMillis,
      long txnSize,
      long minCommitTs,
      boolean skipConstraintCheck) {
    /** Copies. */
    public Request {
      mutations = List.copyOf(mutations);
    }
  }

  /** No errors: all keys are locked. Both timestamps are 0: two phases follow. */
  public record Response(List<TxnError> errors, long minCommitTs, long onePcCommitTs) {
    /** Copies. */
    public Response {
      errors = List.copyOf(errors);
    }
  }

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public Prewrite(Request request) {
    this.request = request;
    this.keys = request.mutations().stream().map(m -> MvccKeys.encode(m.key())).toList();
  }

  @Override
  public List<Bytes> keys() {
    return keys;
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    List<TxnError> errors = new ArrayList<>();
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      MvccTxn txn = new MvccTxn(reader);
      for (int i = 0; i < keys.size(); i++) {
        TxnError error = prewrite(keys.get(i), request.mutations().get(i), reader, txn);
        if (error != null) {
          errors.add(error);
        }
      }
      return errors.isEmpty()
          ? CommandResult.of(txn.modifications(), new Response(List.of(), 0, 0))
          : refused(errors);
    }
  }

  private static CommandResult<Response> refused(List<TxnError> errors) {
    // That a key exists is a read, and wrong if this peer was deposed; the other errors only make
    // the caller try again.
    boolean isRead = errors.stream().anyMatch(e -> e.kind() == TxnError.Kind.ALREADY_EXISTS);
    return new CommandResult<>(List.of(), new Response(errors, 0, 0), isRead);
  }

  private @Nullable TxnError prewrite(
      Bytes encoded, Mutation mutation, MvccReader reader, MvccTxn txn) {
    String violation = SizeLimits.violation(mutation.key(), mutation.value());
    if (violation != null) {
      return new TxnError.Invalid(violation);
    }
    Lock lock = reader.lock(encoded);
    if (lock != null && lock.startTs() != request.startTs()) {
      return new TxnError.Locked(new KeyLock(mutation.key(), lock));
    }
    if (lock != null && lock.type() != Lock.Type.PESSIMISTIC) {
      return null; // A repetition.
    }
    KeyHistory history = reader.history(encoded, request.startTs());
    OwnRecord own = history.own();
    if (own.isCommitted()) {
      return null; // A repetition of a request whose transaction was committed meanwhile (rule V8).
    }
    if (own.isRolledBack()) {
      return conflict(mutation.key(), request.startTs(), request.startTs());
    }
    TxnError error = lock == null ? check(encoded, mutation, history, reader) : null;
    if (error == null && mutation.op() != Mutation.Op.CHECK_NOT_EXISTS) {
      lock(encoded, mutation, txn);
    }
    return error;
  }

  private @Nullable TxnError check(
      Bytes encoded, Mutation mutation, KeyHistory history, MvccReader reader) {
    CommittedWrite newer = newer(encoded, mutation, history, reader);
    if (newer != null && !request.skipConstraintCheck()) {
      return conflict(mutation.key(), newer.write().startTs(), newer.commitTs());
    }
    boolean mustBeAbsent =
        mutation.op() == Mutation.Op.INSERT || mutation.op() == Mutation.Op.CHECK_NOT_EXISTS;
    if (mustBeAbsent) {
      CommittedWrite data = reader.newestData(encoded, MvccKeys.TS_MAX);
      if (data != null && data.write().type() == Write.Type.PUT) {
        return new TxnError.AlreadyExists(mutation.key());
      }
    }
    return null;
  }

  /** The newest commit behind what the transaction rests on; it may hold a key for longer. */
  private @Nullable CommittedWrite newer(
      Bytes encoded, Mutation mutation, KeyHistory history, MvccReader reader) {
    long since = mutation.unchangedSince();
    return since == 0 || since >= request.startTs()
        ? history.newer()
        : reader.history(encoded, since).newer();
  }

  private TxnError conflict(Bytes key, long conflictStartTs, long conflictCommitTs) {
    return new TxnError.WriteConflict(
        request.startTs(), conflictStartTs, conflictCommitTs, key, request.primary());
  }

  private void lock(Bytes encoded, Mutation mutation, MvccTxn txn) {
    Lock.Type type =
        switch (mutation.op()) {
          case PUT, INSERT -> Lock.Type.PUT;
          case DELETE -> Lock.Type.DELETE;
          case LOCK, CHECK_NOT_EXISTS -> Lock.Type.LOCK;
        };
    boolean inLock = mutation.value().length() <= Write.SHORT_VALUE_BYTES_MAX;
    if (type == Lock.Type.PUT && !inLock) {
      txn.putValue(encoded, request.startTs(), mutation.value());
    }
    txn.putLock(
        encoded,
        new Lock(
            type,
            request.primary(),
            request.startTs(),
            request.lockTtlMillis(),
            0,
            request.txnSize(),
            request.minCommitTs(),
            type == Lock.Type.PUT && inLock ? mutation.value() : null));
  }
}
