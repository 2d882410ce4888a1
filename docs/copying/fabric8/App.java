// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.ArrayList;

/**
 * Lists the pods of one namespace: the pod's own, or the one that the kubeconfig's context names.
 */
public final class App {

  private App() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run());
  }

  private static int run() throws InterruptedException {
    try {
      return list(InClusterOrKubeconfig.open());
    } catch (IOException notConfigured) {
      System.err.println(notConfigured.getMessage());
      return 2;
    }
  }

  private static int list(InClusterOrKubeconfig.Connection connection) throws InterruptedException {
    var names = new ArrayList<String>();
    var consumer =
        new ListPods.Consumer() {
          @Override
          public void pod(Pod pod) {
            names.add(pod.getMetadata().getName());
          }

          @Override
          public void restarted() {
            names.clear();
          }
        };
    try (var client = connection.client()) {
      new ListPods(client, connection.namespace())
          .each("", "", ListPods.WhenExpired.START_OVER, consumer);
    } catch (RuntimeException failed) {
      System.err.println(HandleApiErrors.describe(failed));
      return 1;
    }
    System.out.printf(
        "%s, %s, namespace %s%n",
        connection.source(), connection.client().getMasterUrl(), connection.namespace());
    names.forEach(System.out::println);
    System.out.println(names.size() + " pods");
    return 0;
  }
}
