package example.repochecks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Java file as the compiler parses it, so that a comment is never taken for code. */
final class Source {

  private static final Set<Kind> INTERFACES = Set.of(Kind.INTERFACE, Kind.ANNOTATION_TYPE);

  private final CompilationUnitTree unit;

  private Source(CompilationUnitTree unit) {
    this.unit = unit;
  }

  /**
   * @throws IOException if it does not parse
   */
  static Source of(PatternFile file) throws IOException {
    var text =
        new SimpleJavaFileObject(
            URI.create("string:///" + file.name() + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
          }
        };
    DiagnosticListener<JavaFileObject> silent = diagnostic -> {};
    var javac = ToolProvider.getSystemJavaCompiler();
    var task = (JavacTask) javac.getTask(null, null, silent, null, null, List.of(text));
    return new Source(task.parse().iterator().next());
  }

  String packageName() {
    return String.valueOf(unit.getPackageName());
  }

  /** What is imported, static or not, as it is written. */
  List<String> imports() {
    return unit.getImports().stream()
        .map(ImportTree::getQualifiedIdentifier)
        .map(String::valueOf)
        .toList();
  }

  /** The values of all string literals. */
  List<String> strings() {
    var strings = new ArrayList<String>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLiteral(LiteralTree literal, Void none) {
        if (literal.getValue() instanceof String string) {
          strings.add(string);
        }
        return null;
      }
    }.scan(unit, null);
    return strings;
  }

  /**
   * Public types, constructors, methods, constants and record components in their order, such as
   * {@code type ClusterAccess.Access}, {@code component ClusterAccess.Access.mode}.
   */
  List<String> members() {
    var members = new ArrayList<String>();
    for (var type : unit.getTypeDecls()) {
      if (type instanceof ClassTree top) {
        collect(top, top.getSimpleName() + ".", members);
      }
    }
    return members;
  }

  private static void collect(ClassTree type, String prefix, List<String> members) {
    var isInterface = INTERFACES.contains(type.getKind());
    for (var member : type.getMembers()) {
      if (member instanceof ClassTree nested && isPublic(nested.getModifiers(), isInterface)) {
        members.add("type " + prefix + nested.getSimpleName());
        collect(nested, prefix + nested.getSimpleName() + ".", members);
      } else if (member instanceof MethodTree made && isPublic(made.getModifiers(), isInterface)) {
        var isConstructor = made.getName().contentEquals("<init>");
        members.add(
            isConstructor ? "constructor " + prefix + "new" : "method " + prefix + made.getName());
      } else if (member instanceof VariableTree field) {
        var isStatic = field.getModifiers().getFlags().contains(Modifier.STATIC);
        if (type.getKind() == Kind.RECORD && !isStatic) {
          members.add("component " + prefix + field.getName());
        } else if (isPublic(field.getModifiers(), isInterface)) {
          members.add("constant " + prefix + field.getName());
        }
      }
    }
  }

  private static boolean isPublic(ModifiersTree modifiers, boolean ofInterface) {
    var flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC) || (ofInterface && !flags.contains(Modifier.PRIVATE));
  }
}
