import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * LibraryWork LIBRARY FOLDER: a second or two of everyday work with a library that is Java outside and C or C++ inside
 * (rocksdb, sqlite, zstd). Prints a sum that is always the same.
 */
public final class LibraryWork {
    private LibraryWork() {}

    public static void main(String[] arguments) throws Exception {
        long sum =
                switch (arguments[0]) {
                    case "rocksdb" -> rocksdb(arguments[1]);
                    case "sqlite" -> sqlite(arguments[1]);
                    case "zstd" -> zstd();
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println(sum);
    }

    private static long rocksdb(String folder) throws RocksDBException {
        RocksDB.loadLibrary();
        SplittableRandom random = new SplittableRandom(1);
        long sum = 0;
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, folder);
                WriteOptions writing = new WriteOptions()) {
            for (int batch = 0; batch < 400; batch++) {
                try (WriteBatch writes = new WriteBatch()) {
                    for (int i = 0; i < 500; i++) {
                        writes.put(key(random.nextInt(200_000)), ("value " + random.nextLong()).getBytes());
                    }
                    database.write(writing, writes);
                }
            }
            for (int i = 0; i < 200_000; i++) {
                try (ReadOptions reading = new ReadOptions()) {
                    byte[] value = database.get(reading, key(i));
                    sum += value == null ? 0 : value.length;
                }
            }
            for (int i = 0; i < 2_000; i++) {
                try (RocksIterator iterator = database.newIterator()) {
                    iterator.seek(key(random.nextInt(200_000)));
                    for (int steps = 0; steps < 20 && iterator.isValid(); steps++) {
                        sum += iterator.value().length;
                        iterator.next();
                    }
                }
            }
        }
        return sum;
    }

    private static byte[] key(int number) {
        return "key %08d".formatted(number).getBytes();
    }

    private static long sqlite(String folder) throws SQLException {
        SplittableRandom random = new SplittableRandom(2);
        long sum = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + ".sqlite")) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("create table t(a integer primary key, b integer, c text)");
            try (PreparedStatement insert = connection.prepareStatement("insert into t(b, c) values (?, ?)")) {
                for (int i = 0; i < 150_000; i++) {
                    insert.setInt(1, random.nextInt(1_000));
                    insert.setString(2, "row " + i + " of a table");
                    insert.executeUpdate();
                }
            }
            connection.createStatement().execute("create index by_b on t(b)");
            connection.commit();
            for (int i = 0; i < 4_000; i++) {
                try (PreparedStatement query =
                        connection.prepareStatement("select c from t where b = ? order by c limit 20")) {
                    query.setInt(1, i % 1_000);
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            sum += rows.getString(1).length();
                        }
                    }
                }
            }
        }
        return sum;
    }

    private static long zstd() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder words = new StringBuilder();
        while (words.length() < 16_000) {
            words.append("word").append(random.nextInt(300)).append(' ');
        }
        byte[] text = words.toString().getBytes();
        long sum = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] packed = Zstd.compress(text, 1 + i % 4);
            sum += packed.length + Zstd.decompress(packed, text.length).length;
            if (i % 3 == 0) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ZstdOutputStream stream = new ZstdOutputStream(bytes, 2)) {
                    stream.write(text);
                }
                try (ZstdInputStream stream =
                        new ZstdInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                    sum += stream.readAllBytes().length;
                }
            }
        }
        return sum;
    }
}
