import { expose } from 'comlink';
import { withTransfer } from './engineApi';
import { createPace } from './pace';
import { recordedEngine } from './recordedEngine';
import { Runner } from './runner';

expose(withTransfer(new Runner(recordedEngine, createPace())));

// Held as long as this worker lives: the page waits for the same lock and so learns of its end at once, however it ends.
// Web Locks, section 4.4: an agent's locks are released when it terminates.
void navigator.locks?.request(self.name, () => new Promise<never>(() => {}));
