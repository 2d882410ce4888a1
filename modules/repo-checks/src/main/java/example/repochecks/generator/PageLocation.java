package example.repochecks.generator;

import java.nio.file.Path;

/**
 * The page that a block stands on: links in it are relative, so that they hold on any forge and in
 * any checkout.
 *
 * @param folder of the page, from the root of the repository; empty for the root
 */
record PageLocation(Path folder) {

  /**
   * @param target from the root of the repository, with an anchor or without
   */
  String link(String text, String target) {
    return "[%s](%s)".formatted(text, folder.relativize(Path.of(target)));
  }
}
