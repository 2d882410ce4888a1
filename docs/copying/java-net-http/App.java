// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;

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
          public void pod(Map<String, Object> pod) {
            names.add(((Map<?, ?>) pod.get("metadata")).get("name").toString());
          }

          @Override
          public void restarted() {
            names.clear();
          }
        };
    try {
      new ListPods(connection.http(), connection.server(), connection.namespace())
          .each("", "", ListPods.WhenExpired.START_OVER, consumer);
    } catch (IOException | RuntimeException failed) {
      System.err.println(HandleApiErrors.describe(failed));
      return 1;
    }
    System.out.printf(
        "%s, %s, namespace %s%n",
        connection.source(), connection.server().toString().replaceAll("/$", ""), connection.namespace());
    names.forEach(System.out::println);
    System.out.println(names.size() + " pods");
    return 0;
  }
}
