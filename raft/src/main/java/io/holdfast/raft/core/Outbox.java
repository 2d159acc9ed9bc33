package io.holdfast.raft.core;

import java.util.ArrayList;
import java.util.List;

/** What the next Ready will carry out of the node. */
final class Outbox {
  private List<Message> messages = new ArrayList<>();
  private List<Message> afterPersist = new ArrayList<>();
  private List<ReadState> readStates = new ArrayList<>();

  boolean isEmpty() {
    return messages.isEmpty() && afterPersist.isEmpty() && readStates.isEmpty();
  }

  void send(Message message) {
    messages.add(message);
  }

  void sendAfterPersist(Message message) {
    afterPersist.add(message);
  }

  void answerRead(ReadState state) {
    readStates.add(state);
  }

  List<Message> takeMessages() {
    List<Message> taken = messages;
    messages = new ArrayList<>();
    return taken;
  }

  List<Message> takeAfterPersist() {
    List<Message> taken = afterPersist;
    afterPersist = new ArrayList<>();
    return taken;
  }

  List<ReadState> takeReadStates() {
    List<ReadState> taken = readStates;
    readStates = new ArrayList<>();
    return taken;
  }
}
