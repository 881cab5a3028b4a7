/**
 * The messages of the sync protocol, version 1.
 *
 * Written by `python3 run.py export-protocol` from sync/protocol.py and sync/operations.py: change those, not this.
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Answer of `GET /sync/hello`: what the server speaks, asked before anything else and without sign-in. */
export interface Hello {
  protocol_min: number;
  protocol_max: number;
  epoch: string;
  server_time: string;
}

/** `POST /sync/register`: one person's store on one tablet asks to be known. */
export interface Register {
  protocol: number;
  device_id: string;
  tablet_name: string;
  username: string;
  password: string;
}

/** `POST /sync/sign-in`: a known device whose token ran out. */
export interface SignIn {
  protocol: number;
  device_id: string;
  username: string;
  password: string;
}

/** Who is signed in on the device. */
export interface Person {
  id: string;
  name: string;
  roles: string[];
}

/** The administrator's public key that wraps the tablet's data key (P-256). */
export interface RecoveryKey {
  id: string;
  public_jwk: { [name: string]: Json };
}

/** Answer of register and sign-in. */
export interface SignedIn {
  token: string;
  token_expires_at: string;
  person: Person;
  epoch: string;
  server_time: string;
  recovery_key: RecoveryKey | null;
  receipt_key: string;
}

/** One named change, as the tablet wrote it into its outbox. */
export interface Operation {
  op_id: string;
  seq: number;
  kind: string;
  inspection_id: string;
  target_id: string;
  fields: { [name: string]: Json };
  base?: { [name: string]: number };
  made_at: string;
  clock_offset_ms?: number | null;
  depends_on?: string[];
}

/** Proof that the server keeps a thing durably: Ed25519 over `"<id>\n<sha256>\n<at>"`. */
export interface Receipt {
  id: string;
  sha256: string;
  at: string;
  signature: string;
}

/** One field that both sides changed: the value that was sent and the one that stands. */
export interface FieldConflict {
  conflict_id: string;
  field: string;
  yours: Json;
  theirs: Json;
  their_person: string | null;
  their_at: string | null;
}

/** Why an operation was not taken, with a Chinese sentence that says what to do. */
export interface Refusal {
  code: string;
  message: string;
}

/** What became of one operation. */
export interface Outcome {
  op_id: string;
  seq: number;
  result: 'applied' | 'conflict' | 'deferred' | 'duplicate' | 'merged' | 'rejected';
  versions: { [name: string]: number };
  receipt: Receipt | null;
  conflicts: FieldConflict[];
  refusal: Refusal | null;
}

/** `POST /sync/push`: a batch in device order. */
export interface Push {
  protocol: number;
  device_id: string;
  epoch: string;
  operations: Operation[];
}

/** The outcomes of a batch, in its order; `resend_from` asks for numbering from n on. */
export interface PushAnswer {
  protocol: number;
  epoch: string;
  server_time: string;
  expected_seq: number;
  outcomes: Outcome[];
  resend_from: number | null;
}

/** One thing as this person may see it now, or the news that it is gone for them. */
export interface Change {
  type: string;
  id: string;
  removed: boolean;
  versions: { [name: string]: number };
  record: { [name: string]: Json } | null;
}

/** A page of changes and the cursor that continues after it. What has a receipt older than `backed_up_at` is in a backup. */
export interface PullAnswer {
  protocol: number;
  epoch: string;
  cursor: string;
  more: boolean;
  changes: Change[];
  backed_up_at: string | null;
}

/** Removing and restoring carry no field of their own. */
export interface NoFields {
}

export interface StartFields {
  started_at: string;
}

export interface FinishFields {
  finished_at: string;
}

export interface AnswerFields {
  value?: 'none_found' | 'not_applicable' | 'not_checked' | 'problem_found' | null;
  reason?: string | null;
  note?: string | null;
}

export interface FindingFields {
  item_key?: string;
  ordinal?: number;
  fact?: string | null;
  found_at?: string | null;
  place?: string | null;
  place_source?: 'auto' | 'manual';
  latitude?: number | null;
  longitude?: number | null;
  accuracy_m?: number | null;
  people?: string | null;
  yardstick?: string | null;
  severity?: number;
  suggestion?: string | null;
}

export interface HandBackFields {
  handed_back_at: string;
}

export interface EvidenceFields {
  item_key?: string;
  finding_id?: string | null;
  ordinal?: number;
  caption?: string | null;
}

export interface AnnounceFields {
  item_key?: string;
  finding_id?: string | null;
  ordinal?: number;
  caption?: string | null;
  source: 'camera' | 'gallery' | 'system_camera';
  taken_at: string;
  working_sha256: string;
  working_size: number;
  working_type: string;
  original_sha256: string;
  original_size: number;
  original_type: string;
  gallery_reason?: string | null;
  clock_offset_ms?: number | null;
  latitude?: number | null;
  longitude?: number | null;
  accuracy_m?: number | null;
  exif_latitude?: number | null;
  exif_longitude?: number | null;
  exif_taken_at?: string | null;
  width?: number | null;
  height?: number | null;
}

export interface ResolveFields {
  choice: 'merged' | 'theirs' | 'yours';
  value?: Json;
}

/** The fields of each kind of operation. */
export interface OperationFields {
  'inspection.start': StartFields;
  'inspection.finish': FinishFields;
  'answer.set': AnswerFields;
  'finding.create': FindingFields;
  'finding.edit': FindingFields;
  'finding.remove': NoFields;
  'finding.restore': NoFields;
  'finding.hand_back': HandBackFields;
  'evidence.announce': AnnounceFields;
  'evidence.edit': EvidenceFields;
  'evidence.remove': NoFields;
  'evidence.restore': NoFields;
  'conflict.resolve': ResolveFields;
}
