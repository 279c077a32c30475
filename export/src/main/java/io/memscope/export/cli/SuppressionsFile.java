package io.memscope.export.cli;

import io.memscope.export.report.Suppressions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the suppression file that an option names.
final class SuppressionsFile implements ITypeConverter<Suppressions> {
    @Override
    public Suppressions convert(String path) {
        try {
            return Suppressions.read(Path.of(path));
        } catch (NoSuchFileException e) {
            throw new TypeConversionException(path + " does not exist");
        } catch (IOException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
