// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Autosave } from '../../../static/tablet/ui/autosave.js';

/** @param {(fields: Record<string, string>) => Promise<void>} save */
function autosave(save) {
  /** @type {unknown[]} */
  const failures = [];
  return { failures, queue: new Autosave(/** @type {any} */ (save), (error) => failures.push(error)) };
}

test('what is typed is handed on by itself within 300 ms, the last value of each field once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {object[]} */
  const saved = [];
  const { queue } = autosave(async (fields) => void saved.push(fields));
  queue.change({ fact: '水' });
  t.mock.timers.tick(200);
  queue.change({ fact: '水马', place: '匝道' });
  assert.deepEqual(saved, []);
  t.mock.timers.tick(100);
  await queue.flush();
  assert.deepEqual(saved, [{ fact: '水马', place: '匝道' }]);
  assert.equal(queue.pending, false);
});

test('a slow save never lets an older value land after a newer one', async () => {
  /** @type {string[]} */
  const landed = [];
  /** @type {(() => void)[]} */
  const gates = [];
  const { queue } = autosave(async ({ fact = '' }) => {
    await new Promise((resolve) => gates.push(() => resolve(undefined)));
    landed.push(fact);
  });
  queue.change({ fact: 'first' });
  const one = queue.flush();
  queue.change({ fact: 'second' });
  const both = queue.flush();
  await Promise.resolve();
  assert.equal(gates.length, 1, 'the second save waits for the first');
  gates[0]?.();
  await one;
  while (gates.length < 2) await Promise.resolve();
  gates[1]?.();
  await both;
  assert.deepEqual(landed, ['first', 'second']);
});

test('what could not be stored is told and kept for the next try, newer words first', async () => {
  let full = true;
  /** @type {object[]} */
  const saved = [];
  const { queue, failures } = autosave(async (fields) => {
    if (full) throw new Error('full');
    saved.push(fields);
  });
  queue.change({ fact: 'typed', place: 'here' });
  await queue.flush();
  assert.equal(failures.length, 1);
  assert.equal(queue.pending, true);
  full = false;
  queue.change({ fact: 'typed on' });
  await queue.flush();
  assert.deepEqual(saved, [{ fact: 'typed on', place: 'here' }]);
});
