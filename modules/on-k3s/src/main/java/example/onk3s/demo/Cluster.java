package example.onk3s.demo;

import example.contract.Api;
import example.onk3s.Node;
import java.nio.file.Path;

/** Where the demo runs: a real node, or the embedded API server. */
public interface Cluster extends AutoCloseable {

  /** The namespace that the manifests name. */
  String NAMESPACE = "kubernetes-from-java";

  /** What this is, in one line. */
  String says();

  /** What stands behind {@code in-cluster} in the table; empty for a real pod. */
  String inClusterMark();

  /** The administrator's way to it, for what must be there first. */
  Api api();

  /** Creates the namespace with its service account and the Role of list-pods. */
  void prepare() throws Exception;

  /** An administrator's kubeconfig whose context names the namespace. */
  Path kubeconfig() throws Exception;

  /** Runs a module's program with a service account, and waits for its end. */
  Node.Outcome inCluster(String module, String... arguments) throws Exception;

  /** Removes everything that was started or written. */
  @Override
  void close();
}
