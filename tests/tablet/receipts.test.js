// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import 'fake-indexeddb/auto';
import { operationHash } from '../../static/tablet/sync/receipts.js';

const cases = JSON.parse(readFileSync(new URL('../cases/operation_hash.json', import.meta.url), 'utf8'));

for (const { name, operation, sha256 } of cases) {
  test(`the tablet hashes an operation as the server does: ${name}`, async () => {
    assert.equal(await operationHash(operation), sha256);
  });
}
