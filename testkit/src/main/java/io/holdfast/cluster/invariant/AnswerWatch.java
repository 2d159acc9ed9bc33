package io.holdfast.cluster.invariant;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Action;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.IsolationLevel;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.mvcc.MvccKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the clients of one node are told by stores, and compares it with all that was
 * committed. What it finds fails the run after the turn of the node.
 */
final class AnswerWatch implements ClientInterceptor {
  private final MvccBook book;
  private @Nullable InvariantViolation found;

  AnswerWatch(MvccBook book) {
    this.book = book;
  }

  /** After a turn of the node. */
  void turned() {
    if (found != null) {
      throw found;
    }
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<Q, R>(next.newCall(method, options)) {
      private @Nullable Q asked;

      @Override
      public void sendMessage(Q request) {
        asked = request;
        super.sendMessage(request);
      }

      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<R>(listener) {
              @Override
              public void onMessage(R answer) {
                seen(asked, answer);
                super.onMessage(answer);
              }
            },
            headers);
      }
    };
  }

  private void seen(@Nullable Object request, Object answer) {
    try {
      if (request instanceof GetRequest get && answer instanceof GetResponse got) {
        told(get, got);
      } else if (request instanceof BatchGetRequest get && answer instanceof BatchGetResponse got) {
        told(get, got);
      } else if (request instanceof ScanRequest scan && answer instanceof ScanResponse page) {
        told(scan, page);
      } else if (request instanceof BatchRollbackRequest back
          && answer instanceof BatchRollbackResponse done
          && !done.hasRegionError()
          && !done.hasError()) {
        book.barred(ProtoBytes.fromWire(back.getKeysList()), back.getStartVersion());
      } else if (request instanceof CheckTxnStatusRequest check
          && answer instanceof CheckTxnStatusResponse status
          && saysRolledBack(status)) {
        told(check, status);
      }
    } catch (InvariantViolation e) {
      if (found == null) {
        found = e;
      }
    }
  }

  private static boolean saysRolledBack(CheckTxnStatusResponse status) {
    return !status.hasRegionError()
        && !status.hasError()
        && status.getLockTtl() == 0
        && status.getCommitVersion() == 0;
  }

  /** A transaction that has only locked may lock again: nothing bars it then. */
  private void told(CheckTxnStatusRequest request, CheckTxnStatusResponse answer) {
    if (answer.getAction() == Action.TTLExpireRollback) {
      book.expired(request.getLockTs(), request.getCurrentTs());
    }
    if (!request.getResolvingPessimisticLock()) {
      book.barred(ProtoBytes.fromWire(List.of(request.getPrimaryKey())), request.getLockTs());
    }
  }

  private static boolean isSnapshot(Context context, long ts) {
    return context.getIsolationLevel() == IsolationLevel.SI && ts != MvccKeys.TS_MAX;
  }

  private void told(GetRequest request, GetResponse answer) {
    if (isSnapshot(request.getContext(), request.getVersion())
        && !answer.hasRegionError()
        && !answer.hasError()) {
      book.reads()
          .told(
              ProtoBytes.fromWire(request.getKey()),
              request.getVersion(),
              answer.getNotFound() ? null : ProtoBytes.fromWire(answer.getValue()),
              request.getContext().getResolvedLocksList());
    }
  }

  private void told(BatchGetRequest request, BatchGetResponse answer) {
    Map<Bytes, Bytes> pairs = pairs(answer.getPairsList());
    if (!isSnapshot(request.getContext(), request.getVersion())
        || answer.hasRegionError()
        || answer.hasError()
        || pairs == null) {
      return;
    }
    int answered =
        answer.getKeysAnswered() == 0 ? request.getKeysCount() : answer.getKeysAnswered();
    for (int i = 0; i < answered; i++) {
      Bytes key = ProtoBytes.fromWire(request.getKeys(i));
      List<Long> own = request.getContext().getResolvedLocksList();
      book.reads().told(key, request.getVersion(), pairs.get(key), own);
    }
  }

  private void told(ScanRequest request, ScanResponse answer) {
    Map<Bytes, Bytes> pairs = pairs(answer.getPairsList());
    if (!isSnapshot(request.getContext(), request.getVersion())
        || answer.hasRegionError()
        || answer.hasError()
        || pairs == null) {
      return;
    }
    book.reads()
        .toldAll(
            covered(request, answer),
            request.getVersion(),
            pairs,
            request.getKeyOnly(),
            request.getContext().getResolvedLocksList());
  }

  /** The part of the range of which the answer speaks. */
  private static KeyRange covered(ScanRequest request, ScanResponse answer) {
    Bytes from = ProtoBytes.fromWire(request.getStartKey());
    Bytes to = ProtoBytes.fromWire(request.getEndKey());
    Bytes resume = ProtoBytes.fromWire(answer.getResumeKey());
    boolean full = answer.getPairsCount() >= request.getLimit();
    if (resume.isEmpty() && !full) {
      return request.getReverse() ? new KeyRange(to, from) : new KeyRange(from, to);
    }
    Bytes last =
        full
            ? ProtoBytes.fromWire(answer.getPairs(answer.getPairsCount() - 1).getKey())
            : Bytes.EMPTY;
    if (request.getReverse()) {
      return new KeyRange(resume.isEmpty() ? last : resume, from);
    }
    return new KeyRange(from, resume.isEmpty() ? last.successor() : resume);
  }

  /** Null when one of them is an error. */
  private static @Nullable Map<Bytes, Bytes> pairs(List<KvPair> pairs) {
    Map<Bytes, Bytes> found = new TreeMap<>();
    for (KvPair pair : pairs) {
      if (pair.hasError()) {
        return null;
      }
      found.put(ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue()));
    }
    return found;
  }
}
