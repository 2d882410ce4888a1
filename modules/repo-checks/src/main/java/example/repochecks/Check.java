package example.repochecks;

import java.nio.file.Path;
import java.util.List;

/** One rule of this repository. It runs on any folder, so that a test can show a violation. */
public interface Check {

  /**
   * A sentence for each problem, naming the file and what to do; finding nothing to check is one.
   */
  List<String> problems(Path repository) throws Exception;
}
