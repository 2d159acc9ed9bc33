package io.holdfast.sql.txn;

import io.holdfast.client.commit.CommitResult;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A commit with conditions on its timestamp. The client asks on its own loop, after the prewrite;
 * what is cheap to answer is answered there, the rest by the session's thread, which waits for the
 * commit anyway and may block.
 */
final class CommitGate {
  /** Times the reads are checked: a commit timestamp is pushed only by a reader in between. */
  private static final int CHECKS_MAX = 3;

  private record Question(Snapshot state, CompletableFuture<Boolean> answer) {}

  private final Room room;
  private final CatalogGuard guard;
  private final List<TableUse> tables;
  private final @Nullable ReadSet reads;
  private volatile long bound;
  private CompletableFuture<Question> asked = new CompletableFuture<>(); // Guarded by this.
  private int checks; // Session's thread.
  private @Nullable SqlException refusal; // Session's thread.

  CommitGate(Room room, CatalogGuard guard, List<TableUse> tables, @Nullable ReadSet reads) {
    this.room = room;
    this.guard = guard;
    this.tables = tables;
    this.reads = reads;
    this.bound = tables.isEmpty() ? Long.MAX_VALUE : guard.commitBefore(tables);
  }

  /** Waits for the outcome, answering questions meanwhile. */
  CommitResult commit(Transaction tx) throws InterruptedException, ExecutionException {
    tx.checkAtCommit(this::ask);
    NodeRuntime runtime = room.runtime();
    CompletableFuture<CommitResult> committing = tx.commitToAwait();
    while (true) {
      CompletableFuture<Question> question = question();
      runtime.await(CompletableFuture.anyOf(committing.handle((done, failure) -> true), question));
      if (committing.isDone()) {
        SqlException why = refusal;
        if (why != null && committing.isCompletedExceptionally()) {
          throw why;
        }
        return runtime.await(committing);
      }
      answer(runtime.await(question)); // Done already, as the commit is not.
    }
  }

  private synchronized CompletableFuture<Question> question() {
    return asked;
  }

  /** On the client's loop. */
  private CompletableFuture<?> ask(Snapshot state) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    if (reads == null && state.timestamp() < bound) {
      answer.complete(true);
      return answer;
    }
    CompletableFuture<Question> waiting = question();
    waiting.complete(new Question(state, answer));
    return answer;
  }

  private void answer(Question question) {
    synchronized (this) {
      asked = new CompletableFuture<>();
    }
    try {
      check(question.state());
      question.answer().complete(true);
    } catch (RuntimeException e) {
      refusal = e instanceof SqlException known ? known : refusal;
      question.answer().completeExceptionally(e);
    }
  }

  private void check(Snapshot state) {
    if (state.timestamp() >= bound) {
      // The prewrite took longer than the bound lasted: see whether the tables are still the same.
      room.metrics().catalogRenewals.increment();
      bound = guard.commitBefore(tables);
      if (state.timestamp() >= bound) {
        throw TxnErrors.catalogTooOld();
      }
    }
    if (reads != null) {
      if (++checks > CHECKS_MAX || !reads.holds(state)) {
        throw TxnErrors.readsChanged();
      }
      if (state.timestamp() >= bound) {
        throw TxnErrors.catalogTooOld();
      }
    }
  }
}
