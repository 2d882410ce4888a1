// SPDX-License-Identifier: MIT-0
package example.fabric8.commands;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * Reads options in their plain form: {@code --name value}, {@code --name=value} and flags. Help,
 * mistakes and all other arguments are left to picocli. Starting picocli takes a fifth of the CPU
 * time of a program that lists 200 pods, because no JVM caches class files as old as its own.
 *
 * <p>A command gives its defaults as the initial values of its fields.
 */
final class PlainOptions {

  private PlainOptions() {}

  /** Sets the fields of a command; or none, if picocli has to read the arguments. */
  static boolean set(CommandBase command, List<String> arguments) {
    var options = new HashMap<String, Field>();
    var given = new HashMap<Field, Object>();
    for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
      for (var field : type.getDeclaredFields()) {
        var option = field.getAnnotation(Option.class);
        if (option == null ? field.getAnnotations().length > 0 : option.required()) {
          return false;
        }
        if (option != null && !option.usageHelp()) {
          Stream.of(option.names()).forEach(name -> options.put(name, field));
        }
      }
    }
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      var argument = rest.next().split("=", 2);
      var field = options.remove(argument[0]);
      if (field == null) {
        return false; // not an option, unknown, or given twice
      }
      var flag = field.getType() == boolean.class;
      var value = argument.length == 2 ? argument[1] : null;
      if (!flag && value == null && rest.hasNext()) {
        value = rest.next();
      }
      var converted = flag == (value == null) ? convert(field.getType(), value) : null;
      if (converted == null) {
        return false;
      }
      given.put(field, converted);
    }
    given.forEach((field, value) -> set(command, field, value));
    return true;
  }

  /** The value of an option; null if picocli has to convert it. */
  private static Object convert(Class<?> type, String value) {
    if (type == boolean.class) {
      return true;
    }
    if (value.matches("[-@].*")) {
      return null; // another option, or a file of arguments
    }
    if (type == String.class) {
      return value;
    }
    if (type == int.class && value.matches("0|[1-9][0-9]{0,8}")) {
      return Integer.valueOf(value);
    }
    if (type == Path.class && value.matches("[ -~]+")) {
      return Path.of(value);
    }
    if (type.isEnum()) {
      return Stream.of(type.getEnumConstants())
          .filter(constant -> constant.toString().equalsIgnoreCase(value))
          .findAny()
          .orElse(null);
    }
    return null;
  }

  private static void set(CommandBase command, Field field, Object value) {
    try {
      field.setAccessible(true);
      field.set(command, value);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
