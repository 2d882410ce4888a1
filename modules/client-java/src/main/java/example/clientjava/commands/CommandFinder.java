// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Finds {@code ListPodsCommand} for {@code list-pods}, so that a new command edits nothing. */
final class CommandFinder {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern CLASS = Pattern.compile("([A-Z][A-Za-z0-9]*)Command\\.class");

  private static final Pattern WORDS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private CommandFinder() {}

  /** The command of this name, or null. */
  static CommandBase find(String name) {
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    var words = Stream.of(name.split("-"));
    var camel =
        words.map(each -> each.substring(0, 1).toUpperCase(Locale.ROOT) + each.substring(1));
    var type = CommandFinder.class.getPackageName() + "." + camel.collect(Collectors.joining());
    try {
      return (CommandBase) Class.forName(type + "Command").getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException unknown) {
      return null;
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(
          type + "Command has no constructor without arguments", broken);
    }
  }

  /** The names of all commands, sorted. Looks at the jar or folder that holds their classes. */
  static List<String> names() {
    var folder = CommandFinder.class.getPackageName().replace('.', '/') + "/";
    try {
      var source = CommandFinder.class.getProtectionDomain().getCodeSource().getLocation();
      var place = Path.of(URI.create(source.toString()));
      if (Files.isDirectory(place)) {
        try (var files = Files.list(place.resolve(folder))) {
          return names(files.map(file -> file.getFileName().toString()));
        }
      }
      try (var jar = new JarFile(place.toFile())) { // a small Java has no file system for jars
        var entries = jar.stream().map(ZipEntry::getName).filter(name -> name.startsWith(folder));
        return names(entries.map(name -> name.substring(folder.length())));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> names(Stream<String> files) {
    return files
        .map(CLASS::matcher)
        .filter(Matcher::matches)
        .map(file -> WORDS.matcher(file.group(1)).replaceAll("-").toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  /** The sentence for a name that no command has; it is quoted only if it could be a name. */
  static String unknown(String name) {
    var what =
        NAME.matcher(name).matches()
            ? "There is no command \"%s\"".formatted(name)
            : "The first argument is not a command";
    return "%s. Choose one of %s.".formatted(what, String.join(", ", names()));
  }
}
