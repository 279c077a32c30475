import java.util.ArrayList;
import java.util.List;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Reads from a database of RocksDB with 1,000 options that it closes and 1,000 that it forgets to close. */
public final class OpensRocksDb {
    private static final int READS = 1_000;
    private static final List<ReadOptions> FORGOTTEN = new ArrayList<>();

    private OpensRocksDb() {}

    public static void main(String[] arguments) throws RocksDBException {
        RocksDB.loadLibrary();
        byte[] key = "key".getBytes();
        long bytes = 0;
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, arguments[0])) {
            database.put(key, "value".getBytes());
            for (int i = 0; i < READS; i++) {
                bytes += readsAndCloses(database, key);
                bytes += readsAndForgets(database, key);
            }
        }
        System.out.println("read " + bytes + " bytes");
    }

    private static int readsAndCloses(RocksDB database, byte[] key) throws RocksDBException {
        try (ReadOptions options = new ReadOptions()) {
            return database.get(options, key).length;
        }
    }

    private static int readsAndForgets(RocksDB database, byte[] key) throws RocksDBException {
        ReadOptions options = new ReadOptions(); // forgotten
        FORGOTTEN.add(options);
        return database.get(options, key).length;
    }
}
