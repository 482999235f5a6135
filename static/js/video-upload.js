// Sends a file in pieces by tus 1.0; goes on after a lost connection, a reload, or a pause. The library is heavy and comes
// only when something is sent.
import { csrfToken } from "ui/page";

const PIECE = 2 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000, 30000];

export async function sendInPieces(endpoint, file, { progress, offline, failed, sent }) {
  await import("tus");
  const upload = new globalThis.tus.Upload(file, {
    endpoint,
    chunkSize: PIECE,
    retryDelays: PAUSES,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type },
    headers: { "X-CSRFToken": csrfToken() },
    onProgress: (done, all) => progress(Math.floor((done / all) * 100)),
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (!status) offline();
      return !status || status === 409 || status >= 500;
    },
    onError: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (status) return failed(error.originalResponse.getBody());
      // Longer without a connection than anybody retries: begin once more when it is back.
      offline();
      window.addEventListener("online", () => upload.start(), { once: true });
    },
    onSuccess: sent,
  });
  const [before] = await upload.findPreviousUploads();
  if (before) upload.resumeFromPreviousUpload(before);
  upload.start();
  return upload;
}
