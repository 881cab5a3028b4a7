// @ts-check
/** Addresses of the pages that hold no id. */

export const HOME = '/field';
export const READY = '/field/ready';
export const INSPECTIONS = '/field/inspections';
export const SYNC = '/field/sync';
