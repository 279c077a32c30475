package io.memscope.chronicle;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Chronicle greets, times itself and asks for an e-mail address in its log. Whoever runs a command
/// of ours did not ask for that: warnings and errors stay, the rest goes.
final class ChronicleLog {
    /// Held, because the log manager keeps loggers by weak references and would forget the level.
    private static final Logger CHRONICLE = Logger.getLogger("net.openhft");

    /// Warns that JNA is missing, which it would use to bind threads to processors.
    private static final Logger AFFINITY = Logger.getLogger("net.openhft.affinity");

    private ChronicleLog() {}

    /// To be called before the first class of Chronicle is loaded: loading it already logs.
    static void quiet() {
        CHRONICLE.setLevel(Level.WARNING);
        AFFINITY.setLevel(Level.SEVERE);
    }
}
