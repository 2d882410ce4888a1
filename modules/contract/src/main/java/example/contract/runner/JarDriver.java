package example.contract.runner;

import example.contract.AdminClient;
import example.contract.Command;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a module's packaged jar as a process, as a reader runs it. */
public final class JarDriver implements Driver {

  private final String client;
  private final Path jar;

  /**
   * @param client a folder of {@code modules/} that has been packaged
   */
  public JarDriver(String client) {
    this.client = client;
    this.jar = AdminClient.inRepository("modules/%1$s/target/%1$s.jar".formatted(client));
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public RunningProgram start(Call call) throws IOException {
    var jvm = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + classes(jar), "-Xlog:cds*=off"));
    jvm.addAll(call.jvm());
    var words = new ArrayList<>(List.of("-jar", jar.toString()));
    words.addAll(call.arguments());
    var builder = new ProcessBuilder(Command.java(jvm, words).words());
    builder.environment().clear();
    builder.environment().put("HOME", call.home().toString());
    builder.environment().putAll(call.environment());
    return new AsProcess(builder.start());
  }

  /**
   * The classes of a list of pods in the form that the JVM maps into memory (class data sharing),
   * written once for a jar and a JDK. Programs then start with half the CPU time; a JVM that finds
   * the archive to be of another class path ignores it.
   */
  private static synchronized Path classes(Path jar) throws IOException {
    var archive = jar.resolveSibling("classes-%s.jsa".formatted(Runtime.version().feature()));
    if (Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
      return archive;
    }
    var kubeconfig = Files.createTempFile("kubeconfig-", ".yaml");
    try (var server = FakeApiServer.start()) {
      Files.writeString(kubeconfig, server.kubeconfig());
      var outcome =
          Command.java(
                  List.of("-XX:ArchiveClassesAtExit=" + archive),
                  List.of("-jar", jar.toString(), "list-pods"))
              .only(Map.of("KUBECONFIG", kubeconfig.toString()))
              .run();
      if (outcome.exit() != 0) {
        throw new IOException(outcome.err());
      }
      return archive;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      Files.delete(kubeconfig);
    }
  }

  private static final class AsProcess extends RunningProgram {

    private final Process process;
    private final List<Thread> outputs;

    AsProcess(Process process) {
      this.process = process;
      this.outputs =
          List.of(
              drain(process.getInputStream(), standardOutput()),
              drain(process.getErrorStream(), standardError()));
    }

    /** Reads a stream to its end, in a thread of its own. */
    private static Thread drain(InputStream stream, OutputStream into) {
      var thread =
          new Thread(
              () -> {
                try (stream) {
                  stream.transferTo(into);
                } catch (IOException gone) {
                  // the program has ended
                }
              },
              "output");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    @Override
    protected OutputStream standardInput() {
      return process.getOutputStream();
    }

    @Override
    protected boolean hasEnded() {
      return !process.isAlive() && outputs.stream().noneMatch(Thread::isAlive);
    }

    @Override
    protected int exitCode() {
      return process.exitValue();
    }

    @Override
    public void stop() {
      process.destroy(); // SIGTERM
    }

    @Override
    public void close() {
      try {
        process.destroyForcibly().waitFor();
        process.getOutputStream().close();
      } catch (IOException unread) {
        // what was typed and not read is of no use now
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
