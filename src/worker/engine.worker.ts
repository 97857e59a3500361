import { expose } from 'comlink';
import { withTransfer } from './engineApi';
import { LOCK_HELD } from './lockHeld';
import { createPace } from './pace';
import { createRecordedEngine } from './recordedEngine';
import { Runner } from './runner';

expose(withTransfer(new Runner(createRecordedEngine(), createPace())));

// Held as long as this worker lives: the page waits for the same lock and so learns of its end at once, however it ends.
// Web Locks, section 4.4: an agent's locks are released when it terminates. The page asks only once it hears that the lock
// is held: were it to ask first, it would get the lock itself.
void navigator.locks?.request(self.name, () => {
  self.postMessage(LOCK_HELD);
  return new Promise<never>(() => {});
});
