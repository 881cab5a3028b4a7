/**
 * The shapes that pass between the tablet's core (store, sync, logic) and its screens.
 *
 * Everything a `watch…` function hands out is plain, frozen data. Names in snake_case are those of the wire
 * (sync/README.md); names in camelCase are the tablet's own.
 */

export type Unsubscribe = () => void;
export type AnswerValue = 'none_found' | 'problem_found' | 'not_applicable' | 'not_checked';
export type SyncState = 'queued' | 'sending' | 'delivered' | 'attention';
export type PhotoSource = 'camera' | 'system_camera' | 'gallery';
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

// ---- account

export interface Person {
  slotId: string;
  name: string;
}
export interface AccountView {
  state: 'none' | 'locked' | 'idle' | 'open';
  people: readonly Person[];
  current: { slotId: string; personId: string; name: string; tabletName: string } | null;
  /** Milliseconds until the next passphrase may be tried; null when it may be tried now. */
  waitUntil: number | null;
  pinSet: boolean;
  pinTriesLeft: number;
  persisted: boolean | null;
  signInNeeded: boolean;
  revoked: boolean;
}

// ---- what the office sent

export interface ChecklistItem {
  key: string;
  code: string;
  title: string;
  question: string;
  how_to_check: string;
  yardstick: string;
  legal_basis: string;
  answer_kind: 'problem' | 'quality';
  phrases: readonly string[];
  suggestion: string;
  photos_required: number;
  restricted: boolean;
  required: boolean;
}
export interface ChecklistSection {
  key: string;
  title: string;
  short: string;
  items: readonly ChecklistItem[];
}
export interface Checklist {
  id: string;
  title: string;
  method: string;
  number: number | string;
  sections: readonly ChecklistSection[];
}
export type InspectionState =
  | 'planned'
  | 'sent'
  | 'under_way'
  | 'locked'
  | 'received'
  | 'returned'
  | 'accepted'
  | 'closed'
  | 'cancelled';
export type FindingState = 'draft' | 'submitted' | 'returned' | 'accepted' | 'in_letter' | 'closed';
export interface Inspection {
  id: string;
  number: string | null;
  campaign: { id: string; name: string; year: number };
  trip: { id: string; title: string; starts_on: string; ends_on: string; note: string } | null;
  unit: { id: string; name: string; short_name: string; county: string; sector: string; level: string; address: string };
  method: string;
  checklist_version_id: string;
  planned_on: string;
  team: readonly { person_id: string; name: string; leader: boolean }[];
  state: InspectionState;
  started_at: string | null;
  finished_at: string | null;
  finished_by: string | null;
  returned_reason: string | null;
  rights_lost?: boolean;
}

// ---- views for the screens

export interface InspectionCard {
  id: string;
  unitName: string;
  method: string;
  /** The checklist version it goes by; `total` is 0 while that is not on this tablet. */
  checklistId: string;
  planned_on: string;
  state: InspectionState;
  teamNames: readonly string[];
  total: number;
  answered: number;
  findingCount: number;
  lastItemKey: string | null;
  /** Findings the office gave back, in the order of the checklist's codes. */
  returned: readonly { findingId: string; code: string; reason: string }[];
  /** The office gave it to other people while unsent work lay on this tablet. */
  handedOver: boolean;
  syncState: SyncState;
  /** Milliseconds of the last change on this tablet, 0 when nothing was written yet. */
  updatedAt: number;
}
export interface HomeView {
  today: readonly InspectionCard[];
  /** Planned for a later day. */
  upcoming: readonly InspectionCard[];
  continueCard: InspectionCard | null;
  returned: readonly InspectionCard[];
}
export interface Answer {
  value: AnswerValue | null;
  reason: string;
  note: string;
}
export interface PhotoView {
  id: string;
  inspectionId: string;
  itemKey: string;
  findingId: string | null;
  ordinal: number;
  caption: string;
  source: PhotoSource;
  gallery_reason: string;
  taken_at: string;
  clock_offset_ms: number | null;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  syncState: SyncState;
  /** 0–100, of the working copy. */
  percent: number;
  state: 'ok' | 'unreadable';
  width: number;
  height: number;
  working_size: number;
  original_size: number;
  working_sha256: string;
  original_sha256: string;
  original_type: string;
  originalWaiting: boolean;
  /** Whether this tablet holds the file, also when the browser cannot show it (HEIC, damaged). */
  here: boolean;
  /** Taken after the lock. */
  late: boolean;
}
export interface ConflictView {
  id: string;
  field: string;
  /** The value that was sent second, by `yourPerson`. */
  yours: Json;
  /** The value that stands. */
  theirs: Json;
  /** Empty when it was sent from this tablet. */
  yourPerson: string;
  yourAt: string;
  theirPerson: string;
  theirAt: string;
  inspectionId: string;
  targetType: string;
  targetId: string;
  itemKey: string | null;
  resolved: boolean;
}
export interface FindingView {
  id: string;
  inspectionId: string;
  itemKey: string;
  code: string;
  ordinal: number;
  fact: string;
  found_at: string;
  place: string;
  place_source: 'auto' | 'manual';
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  people: string;
  yardstick: string;
  severity: 1 | 2 | 3;
  suggestion: string;
  photos: readonly PhotoView[];
  syncState: SyncState;
  conflict: ConflictView | null;
  /** What the office wants mended, while it waits for that. */
  returned_reason: string | null;
  state: FindingState;
  /** Added after the lock. */
  late: boolean;
  /** The office accepted it while this person was still writing; the new words lie beside it. */
  overtaken: boolean;
  /** Whether it may be written now. */
  editable: boolean;
  updatedAt: number;
}
export interface ItemView {
  item: ChecklistItem;
  answer: Answer | null;
  findings: readonly FindingView[];
  /** Photos of the item that belong to no finding. */
  photos: readonly PhotoView[];
  syncState: SyncState;
}
export interface MissingEntry {
  itemKey: string;
  kind: 'reason' | 'photos' | 'fact' | 'unanswered';
  text: string;
  path: string;
}
export interface SectionView {
  key: string;
  title: string;
  short: string;
  total: number;
  answered: number;
  missing: number;
  items: readonly ItemView[];
}
export interface AnswerCounts {
  none_found: number;
  problem_found: number;
  not_applicable: number;
  not_checked: number;
  unanswered: number;
  total: number;
}
export interface InspectionView {
  inspection: Inspection;
  checklist: Checklist | null;
  sections: readonly SectionView[];
  findings: readonly FindingView[];
  photos: readonly PhotoView[];
  removedFindings: readonly FindingView[];
  removedPhotos: readonly PhotoView[];
  conflicts: readonly ConflictView[];
  counts: AnswerCounts;
  missing: readonly MissingEntry[];
  nextUnanswered: string | null;
  lastItemKey: string | null;
  /** Milliseconds of the last change on this tablet; null when nothing was written yet. */
  savedAt: number | null;
  locked: boolean;
  /** The office gave it to other people; what is not sent yet stays here. */
  handedOver: boolean;
  /** Locked, and findings may still be added. */
  takesAdditions: boolean;
  syncState: SyncState;
}

// ---- sync and store

export type SyncPhase = 'idle' | 'sending' | 'offline' | 'server_away' | 'sign_in' | 'revoked' | 'too_old' | 'paused';
export interface AttentionEntry {
  id: string;
  kind: 'conflict' | 'rejected' | 'photo' | 'returned';
  inspectionId: string | null;
  text: string;
  actionPath: string | null;
}
export interface SyncView {
  phase: SyncPhase;
  sentence: string;
  /** A second line: what holds sending up, or how long it takes; empty when there is nothing to say. */
  detail: string;
  secondsLeft: number | null;
  deliveredRecords: number;
  queuedRecords: number;
  queuedPhotos: number;
  queuedBytes: number;
  deliveredPhotos: number;
  originalsWaiting: number;
  lastDeliveredAt: number | null;
  /** Milliseconds of the oldest change that is still waiting. */
  waitingSince: number | null;
  inspections: readonly {
    id: string;
    unitName: string;
    method: string;
    queuedRecords: number;
    deliveredRecords: number;
    photos: readonly PhotoView[];
    syncState: SyncState;
  }[];
  attention: readonly AttentionEntry[];
}
export interface StoreState {
  usage: number;
  quota: number;
  persisted: boolean | null;
  level: 'ok' | 'low' | 'full';
  /** About how many more photos fit. */
  photosLeft: number;
}
export interface Position {
  latitude: number;
  longitude: number;
  accuracy_m: number;
  at: number;
}
export interface PositionView {
  state: 'off' | 'waiting' | 'denied' | 'ok';
  position: Position | null;
}
export interface Route {
  name:
    | 'home'
    | 'unlock'
    | 'ready'
    | 'inspections'
    | 'inspection'
    | 'section'
    | 'finding'
    | 'photo'
    | 'finish'
    | 'conflict'
    | 'sync'
    | 'receipt'
    | 'me'
    | 'unknown';
  path: string;
  /** id (inspection), section, finding, photo, conflict – whichever the path holds. */
  params: Readonly<Record<string, string>>;
  /** The part after #, decoded: an item code. */
  anchor: string;
}
export interface ReceiptView {
  id: string;
  what: string;
  sha256: string;
  at: string;
}

// ---- module signatures (section E of the contract)

export interface AccountModule {
  watchAccount(callback: (view: AccountView) => void): Unsubscribe;
  checkPassphrase(text: string): string | null;
  register(form: { username: string; password: string; tabletName: string; passphrase: string }): Promise<void>;
  unlock(slotId: string, passphrase: string): Promise<void>;
  unlockWithPin(pin: string): Promise<void>;
  setPin(pin: string): Promise<void>;
  lockNow(): Promise<void>;
  signIn(form: { username: string; password: string }): Promise<void>;
  signOut(): Promise<void>;
  noteActivity(): void;
}
export interface InspectionsModule {
  watchHome(callback: (view: HomeView) => void): Unsubscribe;
  watchInspections(callback: (cards: readonly InspectionCard[]) => void): Unsubscribe;
  /** The callback gets null when this person has no such inspection. */
  watchInspection(id: string, callback: (view: InspectionView | null) => void): Unsubscribe;
}
export interface AnswersModule {
  startInspection(id: string): Promise<void>;
  /** Changing away from problem_found moves the item's findings to the removed ones, in the same write. */
  recordAnswer(
    inspectionId: string,
    itemKey: string,
    answer: { value: AnswerValue; reason?: string; note?: string },
  ): Promise<void>;
  clearAnswer(inspectionId: string, itemKey: string): Promise<void>;
  rememberPlace(inspectionId: string, itemKey: string): Promise<void>;
}
export interface FindingsModule {
  createFinding(inspectionId: string, itemKey: string, fields?: Fields): Promise<string>;
  editFinding(id: string, fields: Fields): Promise<void>;
  removeFinding(id: string): Promise<void>;
  restoreFinding(id: string): Promise<void>;
}
export interface ConflictsModule {
  watchConflict(id: string, callback: (view: ConflictView | null) => void): Unsubscribe;
  resolveConflict(id: string, choice: 'yours' | 'theirs' | 'merged', value?: Json): Promise<void>;
}
export interface CaptureModule {
  addPhoto(
    owner: { inspectionId: string; itemKey: string; findingId: string | null },
    picture: Blob,
    about: { source: PhotoSource; galleryReason?: string; position?: Position | null },
  ): Promise<{ id: string; notice: string | null }>;
  editPhoto(id: string, fields: Fields): Promise<void>;
  removePhoto(id: string): Promise<void>;
  restorePhoto(id: string): Promise<void>;
  /** null when this tablet has no such picture (another tablet took it, or the browser cannot show its format). */
  photoUrl(id: string, size: 'thumb' | 'working'): Promise<string | null>;
  releaseUrl(url: string): void;
}
