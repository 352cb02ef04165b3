/* Keeps the files of this folder, so that the next visit starts without the network. One cache for each version, and for
   each folder: another copy of the book on this host has its own. */

const VERSION = "unversioned"; // make_live.py writes the version
const PREFIX = `veckron-live ${new URL(registration.scope).pathname}@`;
const CACHE = PREFIX + VERSION;

/* A page older than the book asks for the version of its own time: what we have now is not that. */
self.addEventListener("install", (event) => {
  const wanted = location.search === `?v=${VERSION}`;
  event.waitUntil(wanted ? self.skipWaiting() : Promise.reject(new Error("The book has been renewed.")));
});

self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));

async function dropOthers() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === location.origin && url.search === `?v=${VERSION}`;
  if (ours && event.request.method === "GET") event.respondWith(kept(event));
});

/* What is kept is never asked for again: a new version has new addresses. */
async function kept(event) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(event.request);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(cache.put(event.request, answer.clone()).catch(() => {}));
  return answer;
}
