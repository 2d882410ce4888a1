package example.onk3s.demo;

import example.contract.RunningProgram.Outcome;
import java.util.List;

/** Where the demo runs: a real node, or the embedded API server. */
public interface Cluster extends AutoCloseable {

  /** The namespace that the manifests name. */
  String NAMESPACE = "kubernetes-from-java";

  /** The first line that the demo prints. */
  String description();

  /** What the table calls a program that runs in the cluster. */
  String inClusterLabel();

  /** The administrator's kubeconfig. */
  String kubeconfig();

  /** Runs a module's program with the service account of the manifests, and waits for its end. */
  Outcome runInCluster(String module, List<String> arguments) throws Exception;

  @Override
  void close();
}
