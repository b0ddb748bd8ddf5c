package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import java.util.List;

/** Passes everything on to another intake. A feature changes what it needs to. */
public class WrappedIntake implements Intake {
  protected final Intake inner;

  protected WrappedIntake(Intake inner) {
    this.inner = inner;
  }

  @Override
  public boolean mayTake() throws InterruptedException {
    return inner.mayTake();
  }

  @Override
  public void resume(boolean first) {
    inner.resume(first);
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    return inner.next(room);
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    inner.ahead(room);
  }

  @Override
  public int places() {
    return inner.places();
  }

  @Override
  public void rest() {
    inner.rest();
  }

  @Override
  public void standStill() {
    inner.standStill();
  }

  @Override
  public void goOn() {
    inner.goOn();
  }

  @Override
  public void giveUp() {
    inner.giveUp();
  }

  @Override
  public void leasesLost() {
    inner.leasesLost();
  }

  @Override
  public void renew() {
    inner.renew();
  }

  @Override
  public void leave(boolean idle) {
    inner.leave(idle);
  }

  @Override
  public void stop() {
    inner.stop();
  }

  @Override
  public boolean throttled() {
    return inner.throttled();
  }

  @Override
  public boolean keyed() {
    return inner.keyed();
  }

  @Override
  public boolean owned() {
    return inner.owned();
  }
}
