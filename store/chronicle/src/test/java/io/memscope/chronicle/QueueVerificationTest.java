package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueVerificationTest {
    private static final int CHUNK_BYTES = 4096;
    private static final int FILE_BYTES = 256 * 1024;

    @TempDir private Path folder;

    @Nested
    class OfAWholeQueue {
        @Test
        void agrees() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 0);
            files.writeCycle(0, 5, CHUNK_BYTES, FILE_BYTES);

            assertThat(QueueVerification.of(files.directory())).isEqualTo(agreement(files, 5, 0));
        }

        @Test
        void agreesWhenOnlyTheNextHeaderFitsIntoTheFile() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 0);
            long end = files.writeCycle(0, 63, CHUNK_BYTES, FILE_BYTES);
            files.append(0, end, 1, (int) (FILE_BYTES - Integer.BYTES - end));

            assertThat(QueueVerification.of(files.directory()).problem()).isEmpty();
        }

        @Test
        void agreesAcrossCycles() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 2);
            for (int cycle = 0; cycle < 3; cycle++) {
                long end = files.writeCycle(cycle, 3 + cycle, CHUNK_BYTES, FILE_BYTES);
                if (cycle < 2) {
                    files.putInt(files.cycle(cycle), end, QueueFiles.END_OF_FILE);
                }
            }

            assertThat(QueueVerification.of(files.directory())).isEqualTo(agreement(files, 12, 0));
        }

        @Test
        void tellsOfACycleThatAKillKeptFromBeingReached() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 1);
            files.writeCycle(0, 3, CHUNK_BYTES, FILE_BYTES);
            files.writeCycle(1, 4, CHUNK_BYTES, FILE_BYTES);

            assertThat(QueueVerification.of(files.directory())).isEqualTo(agreement(files, 3, 1));
        }

        @Test
        void tellsOfACycleThatAKillKeptFromBeingListed() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 0);
            files.writeCycle(0, 3, CHUNK_BYTES, FILE_BYTES);
            files.writeCycle(1, 4, CHUNK_BYTES, FILE_BYTES);

            assertThat(QueueVerification.of(files.directory())).isEqualTo(agreement(files, 3, 1));
        }

        private QueueVerification agreement(QueueFiles files, int documents, int unlisted) {
            long bytes = documents * (CHUNK_BYTES - 4L);
            return new QueueVerification(
                    files.directory(),
                    documents,
                    documents,
                    bytes,
                    bytes,
                    unlisted,
                    Optional.empty());
        }
    }

    /// Chronicle's reader meets none of these: it would answer with a fault, a loop or an
    /// invention.
    @Nested
    class OfADamagedQueue {
        private QueueFiles files;

        @BeforeEach
        void aQueue() throws IOException {
            files = QueueFiles.create(folder.resolve("q"), 1);
            files.writeCycle(0, 3, CHUNK_BYTES, FILE_BYTES);
            files.writeCycle(1, 3, CHUNK_BYTES, FILE_BYTES);
        }

        @Test
        void refusesADocumentThatRunsPastTheEnd() throws IOException {
            files.putInt(files.cycle(1), QueueFiles.FIRST_CHUNK_HEADER, FILE_BYTES - 4);

            assertRefused(
                    "20260329-17F.cq4: at byte 252: a document of 262140 bytes runs past the end");
        }

        @Test
        void refusesALengthThatNoChunkHas() throws IOException {
            files.putInt(files.cycle(0), QueueFiles.FIRST_CHUNK_HEADER, 1000);

            assertRefused("at byte 252: a document that is no chunk of ours");
        }

        @Test
        void refusesAFileCutShort() throws IOException {
            byte[] bytes = Files.readAllBytes(files.cycle(1));
            Files.write(files.cycle(1), Arrays.copyOf(bytes, 8192));

            assertRefused(
                    "20260329-17F.cq4: at byte 4348: a document of 4092 bytes runs past the end");
        }

        @Test
        void refusesAnotherHeader() throws IOException {
            files.putInt(files.cycle(0), 0x20, 0);

            assertRefused("20260329-16F.cq4: at byte 32: differs from the template");
        }

        @Test
        void refusesAnIndexThatAnotherProgramWrote() throws IOException {
            files.putLong(files.cycle(0), 0x98, 4348);

            assertRefused("20260329-16F.cq4: at byte 152: another program has written its index");
        }

        @Test
        void refusesAListingOfCyclesThatAreNotThere() throws IOException {
            files.putLong(files.metadata(), 0xb8, Long.MAX_VALUE);

            assertRefused(
                    "metadata.cq4t: at byte 184: names cycle 9223372036854775807, without a file");
        }

        @Test
        void refusesMetadataCutShort() throws IOException {
            Files.write(files.metadata(), new byte[0]);

            assertRefused("metadata.cq4t: at byte 0: ends within the template");
        }

        @Test
        void refusesMetadataOfAnotherLength() throws IOException {
            files.putInt(files.metadata(), 131_072, 0);

            assertRefused("metadata.cq4t: at byte 131073: is not 131072 bytes long");
        }

        @Test
        void refusesMetadataWithMoreEntries() throws IOException {
            files.putInt(files.metadata(), 600, 0x1c);

            assertRefused("metadata.cq4t: at byte 600: something follows the last entry");
        }

        @Test
        void refusesAFileThatIsNoCycle() throws IOException {
            Files.copy(files.cycle(0), files.directory().resolve("20261399-16F.cq4"));

            assertRefused("20261399-16F.cq4: at byte 0: not the name of a cycle");
        }

        /// Chronicle is only asked where it gives an answer, and the right one.
        @RepeatedTest(200)
        void eitherRefusesOrAgreesWhateverBytesAreHit(RepetitionInfo repetition)
                throws IOException {
            Random random = new Random(repetition.getCurrentRepetition());
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                boolean inMetadata = random.nextInt(3) == 0;
                Path file = inMetadata ? files.metadata() : files.cycle(random.nextInt(2));
                // Heads, and the headers of documents behind them.
                int position = random.nextInt(inMetadata ? 700 : 260);
                if (!inMetadata && random.nextBoolean()) {
                    position = QueueFiles.FIRST_CHUNK_HEADER + random.nextInt(5) * CHUNK_BYTES;
                }
                files.putInt(file, position, random.nextInt() >>> random.nextInt(32));
            }

            Optional<String> problem = QueueVerification.of(files.directory()).problem();

            assertThat(problem.orElse("not given to Chronicle"))
                    .startsWith("not given to Chronicle");
        }

        private void assertRefused(String why) throws IOException {
            QueueVerification verification = QueueVerification.of(files.directory());

            assertThat(verification.agrees()).isFalse();
            assertThat(verification.problem().orElseThrow())
                    .startsWith("not given to Chronicle: ")
                    .contains(why);
        }
    }

    @Nested
    class WhileAProcessWrites {
        @Test
        void tailerSeesWhatIsAddedAndTheNextCycle() throws IOException {
            QueueFiles files = QueueFiles.create(folder.resolve("q"), 0);
            long end = files.writeCycle(0, 2, CHUNK_BYTES, FILE_BYTES);
            try (QueueTailer tailer = QueueTailer.open(files.directory())) {
                assertThat(remaining(tailer)).isEqualTo(2);

                end = files.append(0, end, 3, CHUNK_BYTES);
                assertThat(remaining(tailer)).isEqualTo(3);

                files.writeCycle(1, 4, CHUNK_BYTES, FILE_BYTES);
                files.list(1);
                files.putInt(files.cycle(0), end, QueueFiles.END_OF_FILE);
                assertThat(remaining(tailer)).isEqualTo(4);
                assertThat(tailer.documents()).isEqualTo(9);
                assertThat(tailer.bytes()).isEqualTo(9 * (CHUNK_BYTES - 4L));
            }
        }

        private int remaining(QueueTailer tailer) {
            int documents = 0;
            while (tailer.next()) {
                documents++;
            }
            return documents;
        }
    }
}
