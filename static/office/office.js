// @ts-check
/**
 * Starts the small scripts that every office page uses. Pages work without them; they add keys, dialogs and convenience.
 */
import { startDialogs } from './dialogs.js';
import { startForms } from './forms.js';
import { startKeys } from './keys.js';
import { startLists } from './lists.js';
import { startMenus } from './menus.js';

startDialogs();
startMenus();
startKeys();
startLists();
startForms();
