// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
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

  // @start region="page"
  private static int run() throws InterruptedException {
    try {
      return list(InClusterOrKubeconfig.open());
    } catch (IOException notConfigured) {
      System.err.println(notConfigured.getMessage());
      return 2;
    }
  }

  private static int list(InClusterOrKubeconfig.Connection connection) throws InterruptedException {
    var client = connection.client().setReadTimeout(20_000); // milliseconds; none by default
    var names = new ArrayList<String>();
    var consumer =
        new ListPods.Consumer() {
          @Override
          public void pod(V1Pod pod) {
            names.add(pod.getMetadata().getName());
          }

          @Override
          public void restarted() {
            names.clear();
          }
        };
    try {
      new ListPods(client, connection.namespace())
          .each("", "", ListPods.WhenExpired.START_OVER, consumer);
    } catch (ApiException | RuntimeException failed) {
      System.err.println(HandleApiErrors.describe(failed));
      return 1;
    }
    System.out.printf(
        "%s, %s, namespace %s%n",
        connection.source(), client.getBasePath(), connection.namespace());
    names.forEach(System.out::println);
    System.out.println(names.size() + " pods");
    return 0;
  }
  // @end
}
