package io.nodenet.sample.call.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a sound file for a made-up microphone: a tone that comes and goes like syllables, which no noise suppression takes for noise. */
final class ToneFile {
    private static final int SAMPLES_PER_SECOND = 48_000;
    private static final int SECONDS = 8;
    private static final int BYTES_PER_SAMPLE = 2;
    private static final int HEADER_BYTES = 44;
    private static final double LOUDNESS = 0.4;
    private static final double SYLLABLE_SECONDS = 0.5;
    private static final double SOUNDING_SECONDS = 0.35;

    private ToneFile() {}

    /** Writes it into a directory and returns the file. */
    static Path write(Path directory, double hertz) throws IOException {
        int samples = SAMPLES_PER_SECOND * SECONDS;
        ByteBuffer file =
                ByteBuffer.allocate(HEADER_BYTES + samples * BYTES_PER_SAMPLE).order(ByteOrder.LITTLE_ENDIAN);
        header(file, samples * BYTES_PER_SAMPLE);
        for (int i = 0; i < samples; i++) {
            double seconds = (double) i / SAMPLES_PER_SECOND;
            boolean sounds = seconds % SYLLABLE_SECONDS < SOUNDING_SECONDS;
            double value = sounds ? LOUDNESS * Math.sin(2 * Math.PI * hertz * seconds) : 0;
            file.putShort((short) Math.round(value * Short.MAX_VALUE));
        }
        return Files.write(directory.resolve("tone-" + Math.round(hertz) + ".wav"), file.array());
    }

    private static void header(ByteBuffer file, int dataBytes) {
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER_BYTES - 8 + dataBytes);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        file.putShort((short) 1).putShort((short) 1);
        file.putInt(SAMPLES_PER_SECOND).putInt(SAMPLES_PER_SECOND * BYTES_PER_SAMPLE);
        file.putShort((short) BYTES_PER_SAMPLE).putShort((short) (BYTES_PER_SAMPLE * Byte.SIZE));
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
    }
}
