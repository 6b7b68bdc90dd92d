// The photographs of jobs, kept in this browser as long as the server keeps the jobs: a page that is loaded again can still compare.

const longest = 60 * 60 * 1000;
const table = 'photographs';

function work(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('diffpir', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(table);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(table, mode);
      const request = ask(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.addEventListener('complete', () => opening.result.close());
      transaction.addEventListener('abort', () => opening.result.close());
    };
  });
}

/** Keeps the photograph of a job and what was found in it. */
export const keep = (id, photograph) => work('readwrite', store => store.put({ ...photograph, at: Date.now() }, id));

/** What was kept of a job; undefined where nothing was. */
export const recall = id => work('readonly', store => store.get(id));

/** Removes that of a job, and all that is old: of pages that were closed. */
export const forget = id => work('readwrite', store => {
  if (id) store.delete(id);
  const all = store.openCursor();
  all.addEventListener('success', () => {
    if (!all.result) return;
    if (Date.now() - all.result.value.at > longest) all.result.delete();
    all.result.continue();
  });
  return all;
});
