// Lets the pages of the diary open without a network: the newest ones seen, kept on the device until one signs out.

const CACHE = "ocop-diary-1";
const HOME = "/producer/diary";
const PATIENCE_MS = 4000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const isKept = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

// What was kept of older versions goes.
const warm = async (addresses) => {
  const cache = await caches.open(CACHE);
  await Promise.all(addresses.map(async (address) => {
    const isPart = /\.(css|js|woff2|svg)(\?|$)/.test(address);
    if (isPart && await cache.match(address)) return;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (isKept(answer)) await cache.put(address, answer);
  }).map((one) => one.catch(() => {})));
  const wanted = new Set(addresses);
  for (const one of await cache.keys()) if (!wanted.has(one.url)) await cache.delete(one);
};

addEventListener("message", (event) => {
  if (event.data?.warm) event.waitUntil(warm(event.data.warm).then(() => event.source.postMessage({ warmed: true })));
});

const bare = (address) => { const url = new URL(address); return url.origin + url.pathname; };

const fromNetwork = async (request) => {
  const answer = await fetch(request);
  if (isKept(answer)) await (await caches.open(CACHE)).put(bare(request.url), answer.clone());
  return answer;
};

const page = async (request) => {
  const kept = await caches.match(bare(request.url));
  const network = fromNetwork(request);
  if (!kept) return network.catch(async () => (await caches.match(self.location.origin + HOME)) ?? Response.error());
  const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  return Promise.race([network.catch(() => kept), patience.then(() => kept)]);
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === HOME || /^\/producer\/diary\/[a-z]+$/.test(url.pathname)) event.respondWith(page(request));
  } else if (/\.(css|js|woff2|svg)$/.test(url.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
