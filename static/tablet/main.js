// @ts-check
/**
 * Starts the tablet's app: sending, updates, and the one element that is everything a person sees.
 */
import { startScheduler } from './sync/scheduler.js';
import './ui/field-app.js';
import { startUpdates } from './update.js';

startScheduler();
startUpdates();
document.body.append(document.createElement('field-app'));
