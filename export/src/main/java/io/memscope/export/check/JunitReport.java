package io.memscope.export.check;

import io.memscope.export.Printable;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.SessionEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// What a check found, as the XML of test results that build servers read: each budget is a test.
/// It obeys the schema that Surefire publishes, the one of the many dialects that has one.
public final class JunitReport {
    /// A build server shows the text as it is: the first ones have to do.
    private static final int TOLD = 100;

    private static final String CLASS = "memscope.check";

    private final CheckOutcome outcome;

    /// Of a check.
    public JunitReport(CheckOutcome outcome) {
        this.outcome = outcome;
    }

    /// Writes it; does not close the stream.
    public void write(OutputStream out) throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            newLine(xml, 0);
            List<BudgetVerdict> verdicts = outcome.verdicts();
            long failures = verdicts.stream().filter(BudgetVerdict::broken).count();
            long errors =
                    outcome.others().stream()
                            .filter(e -> e.status() == SessionEntry.Status.FAILED)
                            .count();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", Printable.text("memscope check " + outcome.name()));
            xml.writeAttribute("tests", Long.toString(verdicts.size() + errors));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", Long.toString(errors));
            xml.writeAttribute("skipped", "0");
            for (BudgetVerdict verdict : verdicts) {
                budget(xml, verdict);
            }
            for (var entry : outcome.others()) {
                if (entry.status() == SessionEntry.Status.FAILED) {
                    unread(xml, entry.queue(), String.valueOf(entry.why()));
                }
            }
            newLine(xml, 0);
            xml.writeEndElement();
            newLine(xml, 0);
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static void budget(XMLStreamWriter xml, BudgetVerdict verdict)
            throws XMLStreamException {
        test(xml, VerdictLine.budget(verdict));
        if (verdict.broken()) {
            newLine(xml, 2);
            xml.writeStartElement("failure");
            xml.writeAttribute("type", verdict.kind().label());
            xml.writeAttribute("message", Printable.text(VerdictLine.actual(verdict)));
            StringBuilder text = new StringBuilder();
            for (CheckFinding finding :
                    verdict.findings().subList(0, Math.min(TOLD, verdict.findings().size()))) {
                text.append(Printable.text(finding.text())).append('\n');
                for (NamedFrame frame : finding.frames()) {
                    text.append("    at ").append(Printable.text(frame.label())).append('\n');
                }
            }
            if (verdict.total() > TOLD) {
                text.append("… and ").append(verdict.total() - TOLD).append(" more\n");
            }
            xml.writeCharacters(text.toString());
            xml.writeEndElement();
            newLine(xml, 1);
        }
        xml.writeEndElement();
    }

    private static void unread(XMLStreamWriter xml, String queue, String why)
            throws XMLStreamException {
        test(xml, "reads " + queue);
        newLine(xml, 2);
        xml.writeEmptyElement("error");
        xml.writeAttribute("type", "unreadable");
        xml.writeAttribute("message", Printable.text(why));
        newLine(xml, 1);
        xml.writeEndElement();
    }

    private static void test(XMLStreamWriter xml, String name) throws XMLStreamException {
        newLine(xml, 1);
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", CLASS);
        xml.writeAttribute("name", Printable.text(name));
        // No test ran; the attribute is mandatory to some readers.
        xml.writeAttribute("time", "0");
    }

    private static void newLine(XMLStreamWriter xml, int level) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(level));
    }
}
