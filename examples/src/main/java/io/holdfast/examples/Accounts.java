package io.holdfast.examples;

import io.holdfast.client.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An application's own code: accounts with a balance. */
public final class Accounts {
  private final Database db;

  public Accounts(Database db) {
    this.db = db;
  }

  public void open(String name, long balance) {
    db.run(tx -> tx.put(key(name), encode(balance)));
  }

  public long balance(String name) {
    return db.transact(tx -> decode(tx.get(key(name))));
  }

  /** Correct: both accounts change in one transaction, or neither. */
  public void transfer(String from, String to, long amount) {
    db.run(
        tx -> {
          tx.put(key(from), encode(decode(tx.get(key(from))) - amount));
          tx.put(key(to), encode(decode(tx.get(key(to))) + amount));
        });
  }

  /** Wrong, and easily missed in review: the balance is read in one transaction, written in another. */
  public void depositWithBug(String to, long amount) {
    long balance = balance(to);
    db.run(tx -> tx.put(key(to), encode(balance + amount)));
  }

  private static byte[] key(String name) {
    return ("account/" + name).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encode(long balance) {
    return ByteBuffer.allocate(Long.BYTES).putLong(balance).array();
  }

  private static long decode(byte[] value) {
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }
}
