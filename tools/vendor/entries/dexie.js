// Dexie by name: `import { Dexie, liveQuery } from '../vendor/dexie.js'`.
export * from 'dexie';
