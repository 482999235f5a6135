// What was recorded survives a reload: one file for each name, in this browser, until it is sent.
const opened = () =>
  new Promise((done, fail) => {
    const request = indexedDB.open("recordings", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

async function ask(mode, act) {
  const database = await opened();
  const request = act(database.transaction("files", mode).objectStore("files"));
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  }).finally(() => database.close());
}

export const recall = (name) => ask("readonly", (files) => files.get(name));
export const remember = (name, file) =>
  ask("readwrite", (files) => (file ? files.put(file, name) : files.delete(name)));
