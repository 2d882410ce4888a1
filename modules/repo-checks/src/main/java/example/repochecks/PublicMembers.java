package example.repochecks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The public types, constructors, methods, constants and record components of a file in their
 * order, such as {@code type ClusterAccess.Access}, {@code component ClusterAccess.Access.mode}.
 */
final class PublicMembers {

  private PublicMembers() {}

  static List<String> of(PatternFile file) throws IOException {
    var members = new ArrayList<String>();
    var javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticListener<JavaFileObject> silent = diagnostic -> {};
    try (var files = javac.getStandardFileManager(silent, null, StandardCharsets.UTF_8)) {
      var sources = files.getJavaFileObjects(file.path());
      var task = (JavacTask) javac.getTask(null, files, silent, null, null, sources);
      for (var type : task.parse().iterator().next().getTypeDecls()) {
        if (type instanceof ClassTree top) {
          collect(top, top.getSimpleName() + ".", members);
        }
      }
    }
    return members;
  }

  private static void collect(ClassTree type, String prefix, List<String> members) {
    for (var member : type.getMembers()) {
      if (member instanceof ClassTree nested && isPublic(nested.getModifiers(), type)) {
        members.add("type " + prefix + nested.getSimpleName());
        collect(nested, prefix + nested.getSimpleName() + ".", members);
      } else if (member instanceof MethodTree method && isPublic(method.getModifiers(), type)) {
        members.add("method " + prefix + method.getName());
      } else if (member instanceof VariableTree field && isComponent(field, type)) {
        members.add("component " + prefix + field.getName());
      } else if (member instanceof VariableTree field && isPublic(field.getModifiers(), type)) {
        members.add("constant " + prefix + field.getName());
      }
    }
  }

  private static boolean isComponent(VariableTree field, Tree type) {
    return type.getKind() == Kind.RECORD
        && !field.getModifiers().getFlags().contains(Modifier.STATIC);
  }

  private static boolean isPublic(ModifiersTree modifiers, Tree type) {
    var flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || (type.getKind() == Kind.INTERFACE && !flags.contains(Modifier.PRIVATE));
  }
}
