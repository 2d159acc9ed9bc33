package io.holdfast.workload.bank;

import io.holdfast.client.Database;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and what can be done with them. Stateless but for its names; safe for any thread
 * that may call the blocking client API.
 */
public final class Bank {
  private static final String PREFIX = "account/";

  /** Accounts written by one transaction when the bank opens. */
  private static final int OPEN_BATCH = 200;

  private final int accounts;
  private final long initialBalance;

  /** {@code accounts} at least 2, each beginning with {@code initialBalance}. */
  public Bank(int accounts, long initialBalance) {
    if (accounts < 2 || initialBalance < 0) {
      throw new IllegalArgumentException(
          "a bank needs two accounts and no debts: " + accounts + ", " + initialBalance);
    }
    this.accounts = accounts;
    this.initialBalance = initialBalance;
  }

  /** Number of accounts. */
  public int accounts() {
    return accounts;
  }

  /** What every sum must be. */
  public long total() {
    return accounts * initialBalance;
  }

  /** The key of an account, 0 to {@code accounts() - 1}. */
  public Bytes key(int account) {
    return Bytes.utf8(String.format(Locale.ROOT, "%s%08d", PREFIX, account));
  }

  /** Keys that cut the accounts into {@code parts} regions of equal size. */
  public List<Bytes> splitKeys(int parts) {
    List<Bytes> keys = new ArrayList<>();
    for (int part = 1; part < parts; part++) {
      keys.add(key((int) ((long) accounts * part / parts)));
    }
    return keys;
  }

  /** Writes all accounts with their first balance; may be repeated before the first transfer. */
  public void open(Database database) {
    for (int from = 0; from < accounts; from += OPEN_BATCH) {
      int first = from;
      int end = Math.min(accounts, from + OPEN_BATCH);
      database.run(
          tx -> {
            for (int account = first; account < end; account++) {
              tx.put(key(account), encode(initialBalance));
            }
          });
    }
  }

  /**
   * Moves {@code amount} if there is as much, and in the same transaction advances the ledger of
   * the client by one: a commit that was acknowledged and is lost shows in the next transfer.
   *
   * @param attempted receives the number that this attempt writes, before it commits
   */
  public Receipt transfer(
      Database database, String client, int from, int to, long amount, LongConsumer attempted) {
    return database.transact(
        tx -> {
          Bytes ledger = ledgerKey(client);
          Bytes last = tx.get(ledger);
          long number = (last == null ? 0 : decode(last)) + 1;
          long source = balance(tx.get(key(from)), from);
          long target = balance(tx.get(key(to)), to);
          attempted.accept(number);
          tx.put(ledger, encode(number));
          if (source >= amount) {
            tx.put(key(from), encode(source - amount));
            tx.put(key(to), encode(target + amount));
          }
          return new Receipt(number, source >= amount);
        });
  }

  /**
   * What a committed transfer did.
   *
   * @param number position in its client's ledger, beginning with 1
   * @param moved false when there was too little money
   */
  public record Receipt(long number, boolean moved) {}

  private static Bytes ledgerKey(String client) {
    return Bytes.utf8("ledger/" + client);
  }

  /** Adds up all accounts in one snapshot. */
  public Audit audit(Database database) {
    return database.read(
        snapshot -> {
          long sum = 0;
          int found = 0;
          try (Scan scan = snapshot.scanPrefix(Bytes.utf8(PREFIX)).open()) {
            for (KeyValue pair : scan) {
              sum += decode(pair.value());
              found++;
            }
          }
          return new Audit(found, sum);
        });
  }

  /** What one snapshot showed. */
  public record Audit(int accounts, long sum) {}

  /** True iff the snapshot showed every account and the right sum. */
  public boolean holds(Audit audit) {
    return audit.accounts() == accounts && audit.sum() == total();
  }

  private static long balance(@Nullable Bytes value, int account) {
    if (value == null) {
      throw new IllegalStateException("account " + account + " has vanished");
    }
    return decode(value);
  }

  private static Bytes encode(long balance) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(balance).array());
  }

  private static long decode(Bytes value) {
    return value.asByteBuffer().getLong();
  }
}
