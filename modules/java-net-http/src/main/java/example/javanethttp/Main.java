// SPDX-License-Identifier: MIT-0
package example.javanethttp;

import example.javanethttp.access.ClusterAccess.Environment;
import example.javanethttp.commands.CommandBase;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Runs one command, the first argument, as the packaged program and the pod do. This is not a
 * pattern: each command is a class in {@code commands}.
 */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, Environment.ofThisProcess(), System.in, System.out, System.err));
  }

  /** Returns the exit code; see {@link CommandBase#run}. */
  static int run(
      String[] args, Environment environment, InputStream in, PrintStream out, PrintStream err) {
    return CommandBase.run("java -jar java-net-http.jar", args, environment, in, out, err);
  }
}
