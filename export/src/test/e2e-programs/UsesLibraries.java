import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Works with libraries that are Java outside and C inside, and forgets to close what it got from them. */
public final class UsesLibraries {
    private static final List<Object> FORGOTTEN = new ArrayList<>();

    private UsesLibraries() {}

    public static void main(String[] arguments) throws SQLException {
        CRC32 crc = new CRC32();
        byte[] text = "a text to compress, again and again; ".repeat(1_000).getBytes();
        for (int i = 0; i < 100; i++) {
            crc.update(Zstd.compress(text, 1 + i % 5));
            crc.update(compressesAndForgets(text));
        }
        System.out.println("compressed " + Long.toHexString(crc.getValue()));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            connection.createStatement().execute("create table t(a integer primary key, b text)");
            insert(connection);
            ResultSet rows = connection.createStatement().executeQuery("select count(*), sum(length(b)) from t");
            System.out.println(rows.getInt(1) + " rows of " + rows.getInt(2) + " characters");
        }
        FORGOTTEN.add(opensAndForgets());
    }

    private static byte[] compressesAndForgets(byte[] text) {
        ZstdCompressCtx context = new ZstdCompressCtx(); // forgotten by zstd
        FORGOTTEN.add(context);
        return context.compress(text);
    }

    private static void insert(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("insert into t(b) values (?)")) {
            for (int i = 0; i < 5_000; i++) {
                insert.setString(1, "row " + i);
                insert.executeUpdate();
            }
        }
        connection.commit();
    }

    private static Connection opensAndForgets() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite::memory:"); // forgotten by sqlite
    }
}
