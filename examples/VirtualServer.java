import io.memscope.tracker.Tasks;
import io.memscope.tracker.TrackedArena;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * VirtualServer REQUESTS: a server with a virtual thread for each connection, and clients that send it so many requests,
 * each a task. One leak is planted: an answer to every tenth request, "/report", is put into an arena that nobody closes.
 */
public final class VirtualServer {
    private static final int ANSWER_BYTES = 3_000;

    /** Reports that are remembered for ever. */
    private static final List<Arena> REMEMBERED = new ArrayList<>();

    private VirtualServer() {}

    public static void main(String[] arguments) throws Exception {
        int requests = Integer.parseInt(arguments[0]);
        try (ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor()) {
            connections.submit(() -> accept(server, connections, requests));
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < requests; i++) {
                    String path = i % 10 == 0 ? "/report" : "/item";
                    clients.submit(() -> ask(server.getLocalPort(), path));
                }
            }
        }
        System.out.println("answered " + requests);
    }

    private static Void accept(ServerSocket server, ExecutorService connections, int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            Socket connection = server.accept();
            connections.submit(() -> serve(connection));
        }
        return null;
    }

    private static void serve(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream()));
                PrintStream out = new PrintStream(connection.getOutputStream())) {
            String path = in.readLine();
            Tasks.run(path, () -> out.write(path.equals("/report") ? report() : item(), 0, ANSWER_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] item() {
        try (TrackedArena arena = TrackedArena.ofConfined("item")) {
            return written(arena.allocate("answer", ANSWER_BYTES, 8));
        }
    }

    private static byte[] report() {
        TrackedArena arena = TrackedArena.ofShared("report");
        synchronized (REMEMBERED) {
            REMEMBERED.add(arena);
        }
        return written(arena.allocate("answer", ANSWER_BYTES, 8)); // never given back
    }

    /** Yields while it works, as code does that waits for a disk or a database. */
    private static byte[] written(MemorySegment answer) {
        for (int i = 0; i < 3; i++) {
            answer.fill((byte) ('a' + i));
            Thread.yield();
        }
        return answer.toArray(ValueLayout.JAVA_BYTE);
    }

    private static Void ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((path + "\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().readAllBytes().length != ANSWER_BYTES) {
                throw new AssertionError("a short answer");
            }
        }
        return null;
    }
}
