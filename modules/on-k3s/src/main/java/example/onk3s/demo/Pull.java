package example.onk3s.demo;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.util.concurrent.CountDownLatch;
import org.testcontainers.DockerClientFactory;

/**
 * Brings an image into the Docker engine, with one attempt: where no registry is in reach, whoever
 * waits learns it at once and not after minutes of attempts.
 */
public final class Pull {

  private Pull() {}

  /** Whether the image is in the engine, after a pull if it was not. */
  public static boolean here(String image) throws InterruptedException {
    if (known(image)) {
      return true;
    }
    var ended = new CountDownLatch(1);
    DockerClientFactory.instance()
        .client()
        .pullImageCmd(image)
        .exec(
            new ResultCallback.Adapter<PullResponseItem>() {
              @Override
              public void onError(Throwable refused) {
                ended.countDown(); // not passed on: it would be logged with its stack
              }

              @Override
              public void onComplete() {
                ended.countDown();
              }
            });
    ended.await();
    return known(image);
  }

  private static boolean known(String image) {
    try {
      DockerClientFactory.instance().client().inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException unknown) {
      return false;
    }
  }
}
