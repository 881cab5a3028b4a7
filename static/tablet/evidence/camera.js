// @ts-check
/**
 * The in-app camera: a live picture in a video element and a shutter. Makes no sound and keeps nothing.
 */
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';

const WANTED = Object.freeze({
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 3840 }, height: { ideal: 2160 } },
});
const SHOT_QUALITY = 0.92;

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<{shoot: () => Promise<Blob>, close: () => void}>}
 * @throws {UserError} refused by the person, or no camera
 */
export async function openCamera(video) {
  const stream = await openStream();
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  await video.play();
  return { shoot: () => shotOf(video), close: () => closeStream(video, stream) };
}

async function openStream() {
  const devices = navigator.mediaDevices;
  if (!devices?.getUserMedia) throw new UserError(coreTexts.cameraMissing, { code: 'camera_missing' });
  try {
    return await devices.getUserMedia(WANTED);
  } catch (cause) {
    const refused = cause instanceof DOMException && cause.name === 'NotAllowedError';
    const text = refused ? coreTexts.cameraDenied : coreTexts.cameraMissing;
    throw new UserError(text, { code: refused ? 'camera_denied' : 'camera_missing', cause });
  }
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob>} */
async function shotOf(video) {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', SHOT_QUALITY);
  });
  if (!blob) throw new UserError(coreTexts.cameraMissing, { code: 'camera_missing' });
  return blob;
}

/** @param {HTMLVideoElement} video @param {MediaStream} stream */
function closeStream(video, stream) {
  for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
}
