// @ts-check
/**
 * Greets the server: which epoch it is in, and how far the tablet's clock is from its own.
 *
 * Asked when the clock was last measured over an hour ago, so that photos of a day without anything to push carry a
 * fresh clock offset. Needs no sign-in.
 */
import { adoptEpoch } from './epoch.js';
import { askJson } from './server.js';
import { noteServerTime, readClock } from './session.js';

const EVERY_MS = 60 * 60_000;

/** @param {AbortSignal} signal */
export async function greet(signal) {
  const { measuredAt } = await readClock();
  if (Math.abs(Date.now() - measuredAt) < EVERY_MS) return;
  const { answer, sentAt, receivedAt } = await askJson('/sync/hello', { signal });
  await noteServerTime(answer.server_time, sentAt, receivedAt);
  await adoptEpoch(answer.epoch);
}
