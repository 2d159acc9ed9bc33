package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.txn.ReadView;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Each client keeps a shelf of its own, which nobody else writes to, and so knows what must lie
 * there: it puts, inserts, removes and locks, and looks at all of it in every way the client
 * offers, its own writes included, before and after it commits. What a lost answer leaves open is
 * open until the next commit: every one changes the label of the shelf.
 */
public final class Shelves implements Workload {
  static final int PLACES = 40;
  private static final int OPERATIONS_MAX = 12;
  private static final double READ_ONLY = 0.25;

  /** Inserts of what is there: they have to be refused. */
  private static final double REFUSED = 0.05;

  /** States a shelf may be in before its client commits nothing new until it knows. */
  private static final int POSSIBLE_MAX = 16;

  private final int clients;
  private final List<Shelf> shelves = new ArrayList<>();
  private @Nullable String violation;
  private long checked;

  /** What a client knows, over all its lives. */
  private static final class Shelf {
    private final Bytes label;

    /** One of these is what is there, the first if nothing is open. */
    private List<NavigableMap<Bytes, Bytes>> possible = List.of(new TreeMap<>());

    private long commits;
    private long successes;

    Shelf(Bytes label) {
      this.label = label;
    }
  }

  /** A shelf for each client. */
  public Shelves(int clients) {
    this.clients = clients;
    for (int client = 0; client < clients; client++) {
      shelves.add(new Shelf(key(client, 0)));
    }
  }

  private static Bytes key(int client, int place) {
    return ShelfView.key(prefix(client), place);
  }

  private static Bytes prefix(int client) {
    return Bytes.utf8(String.format(Locale.ROOT, "shelf/%03d/", client));
  }

  @Override
  public void client(Seat seat) {
    seat.loop(() -> round(seat));
  }

  private void round(Seat seat) throws InterruptedException {
    Shelf shelf = shelves.get(seat.client());
    RandomGenerator random = seat.random();
    Patience patience = Patience.draw(seat);
    try {
      if (random.nextDouble() < READ_ONLY) {
        seat.database().read(patience.reading(), snapshot -> look(seat, snapshot, shelf));
      } else {
        write(seat, patience, shelf);
      }
      shelf.successes++;
    } catch (TxnException e) {
      // Refused, or unknown; the shelf says which.
      violation = violation == null ? patience.late(seat) : violation;
    }
  }

  private boolean look(Seat seat, ReadView view, Shelf shelf) {
    ShelfView looked = new ShelfView(view, prefix(seat.client()), seat.random());
    report(seat, looked.compare(found(seat, looked, shelf)));
    return true;
  }

  /** What lies there, which has to be something possible. */
  private NavigableMap<Bytes, Bytes> found(Seat seat, ShelfView looked, Shelf shelf) {
    List<NavigableMap<Bytes, Bytes>> possible = shelf.possible;
    TreeMap<Bytes, Bytes> found = looked.all();
    if (!possible.contains(found)) {
      wrong(seat, "a shelf holds " + found + ", expected " + possible);
    }
    return found;
  }

  private void report(Seat seat, ShelfView.Result result) {
    checked += result.checked();
    if (result.difference() != null) {
      wrong(seat, result.difference());
    }
  }

  private void wrong(Seat seat, String what) {
    if (violation == null) {
      violation = "TXN-10 client " + seat.client() + ": " + what;
    }
  }

  private void write(Seat seat, Patience patience, Shelf shelf) {
    try (Transaction tx = seat.database().begin(patience.options())) {
      ShelfView looked = new ShelfView(tx, prefix(seat.client()), seat.random());
      NavigableMap<Bytes, Bytes> state = found(seat, looked, shelf);
      boolean refused = change(seat, tx, state, looked);
      tx.put(shelf.label, Bytes.utf8(Long.toString(++shelf.commits)));
      state.put(shelf.label, Bytes.utf8(Long.toString(shelf.commits)));
      report(seat, looked.compare(state));
      commit(seat, tx, shelf, state, refused);
    }
  }

  /** Changes the shelf and the state alike; true when the commit has to be refused. */
  private boolean change(
      Seat seat, Transaction tx, NavigableMap<Bytes, Bytes> state, ShelfView looked) {
    RandomGenerator random = seat.random();
    TreeMap<Bytes, Bytes> base = new TreeMap<>(state);
    boolean refused = false;
    for (int i = 1 + random.nextInt(OPERATIONS_MAX); i > 0; i--) {
      Bytes key = key(seat.client(), 1 + random.nextInt(PLACES));
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Bytes value = value(random);
          tx.put(key, value);
          state.put(key, value);
        }
        case 2 -> {
          if (!state.containsKey(key)) {
            Bytes value = value(random);
            tx.insert(key, value);
            state.put(key, value);
          } else if (state.get(key).equals(base.get(key)) && random.nextDouble() < REFUSED) {
            Bytes value = value(random);
            if (insertsAgain(tx, key, value)) {
              refused = true;
              state.put(key, value);
            }
          }
        }
        case 3 -> {
          tx.delete(key);
          state.remove(key);
        }
        case 4 -> tx.lock(key);
        default -> report(seat, looked.compare(state));
      }
    }
    return refused;
  }

  /** True unless the transaction itself knows that the key is there. */
  private static boolean insertsAgain(Transaction tx, Bytes key, Bytes value) {
    try {
      tx.insert(key, value);
      return true;
    } catch (KeyExistsException e) {
      return false; // Written by this transaction, with the value it has found.
    }
  }

  private void commit(
      Seat seat, Transaction tx, Shelf shelf, NavigableMap<Bytes, Bytes> state, boolean refused) {
    List<NavigableMap<Bytes, Bytes>> before = shelf.possible;
    if (before.size() > POSSIBLE_MAX) {
      return; // Reads go on; a commit will have to succeed once before more is open.
    }
    List<NavigableMap<Bytes, Bytes>> open = new ArrayList<>(before);
    open.add(state);
    shelf.possible = List.copyOf(open); // Should this life end in the commit.
    try {
      tx.commit();
      shelf.possible = List.of(state);
      if (refused) {
        wrong(seat, "an insert of a key that is there was committed");
      }
    } catch (CommitUndeterminedException e) {
      throw e;
    } catch (TxnException e) {
      shelf.possible = before;
      if (e instanceof KeyExistsException && !refused && before.size() == 1) {
        wrong(seat, "an insert was refused: " + e.getMessage());
      }
      if (!refused) {
        throw e;
      }
    }
  }

  private static Bytes value(RandomGenerator random) {
    // Some fit into a record, some do not.
    byte[] value = new byte[random.nextInt(4) == 0 ? 300 : 1 + random.nextInt(12)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  @Override
  public long successes(int client) {
    return shelves.get(client).successes;
  }

  @Override
  public @Nullable String violation() {
    return violation;
  }

  @Override
  public void finish(Database database) {
    for (int client = 0; client < clients; client++) {
      Shelf shelf = shelves.get(client);
      Bytes prefix = prefix(client);
      TreeMap<Bytes, Bytes> found =
          database.read(
              snapshot -> {
                TreeMap<Bytes, Bytes> all = new TreeMap<>();
                snapshot.scanPrefix(prefix).toList().forEach(e -> all.put(e.key(), e.value()));
                return all;
              });
      if (!shelf.possible.contains(found)) {
        throw new AssertionError(
            "TXN-10 in the end shelf " + client + " holds " + found + ": " + shelf.possible);
      }
      checked++;
    }
  }

  @Override
  public List<CheckResult> judge() {
    return List.of(new CheckResult(CheckResult.Verdict.VALID, checked, List.of()));
  }

  @Override
  public Bytes cut(RandomGenerator random) {
    return key(random.nextInt(clients), random.nextInt(PLACES + 1));
  }

  @Override
  public List<Bytes> cuts(int regions) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(key(i % clients, PLACES * i / regions));
    }
    return cuts;
  }

  @Override
  public String describe() {
    return checked + " looks at shelves";
  }
}
