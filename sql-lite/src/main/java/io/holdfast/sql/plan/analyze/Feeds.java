package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.OuterFeed;
import java.util.ArrayList;
import java.util.List;

/** What one level takes from the row of the level around it; equal values are taken once. */
final class Feeds {
  private final Analysis analysis;
  private final List<OuterFeed> list = new ArrayList<>();

  Feeds(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The outer value as the inner level sees it. */
  ExecParam take(Expr outer) {
    for (OuterFeed feed : list) {
      if (feed.value().equals(outer)) {
        return new ExecParam(feed.execParam(), outer.type());
      }
    }
    int number = analysis.newExecParam();
    list.add(new OuterFeed(number, outer));
    return new ExecParam(number, outer.type());
  }

  List<OuterFeed> list() {
    return List.copyOf(list);
  }

  int size() {
    return list.size();
  }

  /** Forgets what was taken since it had this size. */
  void cutTo(int size) {
    list.subList(size, list.size()).clear();
  }

  boolean takes(int execParam) {
    for (OuterFeed feed : list) {
      if (feed.execParam() == execParam) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return list.isEmpty();
  }
}
