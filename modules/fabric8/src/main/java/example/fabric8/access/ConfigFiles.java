// SPDX-License-Identifier: MIT-0
//JAVA 17+
//SOURCES Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8.access;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Files that hold a configuration: whether they are there, and what they hold now. */
final class ConfigFiles {

  static final Duration REREAD = Duration.ofSeconds(60); // as client-go; a read is cheap

  private static final System.Logger LOG = System.getLogger(ConfigFiles.class.getName());

  private ConfigFiles() {}

  /** Whether a file is there. A place that cannot be inspected is an error, and is not absent. */
  static boolean isFile(Path path) throws IOException {
    var attributes = attributes(path);
    return attributes != null && attributes.isRegularFile();
  }

  /** What is there, links followed; null for nothing. */
  static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (AccessDeniedException denied) {
      throw unreadable(path);
    } catch (FileSystemException unclear) {
      var folder = path.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        return null; // below a file, which is no folder
      }
      throw new IOException(
          Printable.shown(path) + ": cannot be inspected. Look for a loop of links.");
    }
  }

  private static IOException unreadable(Path path) {
    return new IOException(Printable.shown(path) + ": may not be read. Check its owner and mode.");
  }

  /** The JDK's own message for a file that may not be read is its path, and nothing else. */
  static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (AccessDeniedException denied) {
      throw unreadable(file);
    }
  }

  /** Reads what the files hold now. */
  interface Reader<T> {
    T read() throws IOException, GeneralSecurityException;
  }

  /**
   * What was read from files that are replaced while the program runs: the kubelet replaces a token
   * when four fifths of its life are over. Whoever reads it once works for an hour, or for a year
   * where the server extends tokens, and then gets 401 for ever.
   */
  static final class Reloaded<T> {
    private final String source;
    private final LongSupplier nanoTime;
    private final Reader<T> reader;
    private T good;
    private long readAt;

    /**
     * @param source the files, as a message may quote them
     * @param nanoTime a clock that only goes forward, in nanoseconds
     * @param first what was read at the start
     */
    Reloaded(String source, LongSupplier nanoTime, T first, Reader<T> reader) {
      this.source = source;
      this.nanoTime = nanoTime;
      this.good = first;
      this.reader = reader;
      this.readAt = nanoTime.getAsLong();
    }

    synchronized T get() {
      if (nanoTime.getAsLong() - readAt > REREAD.toNanos()) {
        read();
      }
      return good;
    }

    synchronized T refresh(T rejected) {
      // Ten threads with ten 401s read once: the others find a value that is not the rejected one.
      if (rejected.equals(good)) {
        read();
      }
      return good;
    }

    /** Keeps the last good value when a file is away or empty, as it is while it is replaced. */
    private void read() {
      readAt = nanoTime.getAsLong();
      try {
        good = reader.read();
      } catch (IOException | GeneralSecurityException unreadable) {
        LOG.log(Level.WARNING, "{0}: cannot be read; the last good content is kept", source);
      }
    }
  }
}
